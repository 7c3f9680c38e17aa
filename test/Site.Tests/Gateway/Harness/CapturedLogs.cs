using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Flamenco.Site.Tests.Gateway.Harness;

/// <summary>Everything that is logged while somebody listens: texts, values, scopes and exceptions.</summary>
[ProviderAlias("Captured")]
internal sealed class CapturedLogs : ILoggerProvider, ISupportExternalScope
{
    /// <summary>Lets everything through to this provider, and nothing to the console.</summary>
    public const string Settings = """{ "Logging": { "LogLevel": { "Default": "None" }, "Captured": { "LogLevel": { "Default": "Trace" } } } }""";

    private readonly ConcurrentDictionary<Listener, byte> _listeners = new();
    private IExternalScopeProvider? _scopes;

    public Listener Listen(LogLevel least)
    {
        var listener = new Listener(this, least);
        _listeners.TryAdd(listener, 0);
        return listener;
    }

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose() => _listeners.Clear();

    internal sealed class Listener(CapturedLogs logs, LogLevel least) : IDisposable
    {
        private readonly Lock _guard = new();
        private readonly List<string> _lines = [];
        private readonly List<(string Text, TaskCompletionSource Found)> _awaited = [];

        public LogLevel Least => least;

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_guard)
                    return [.. _lines];
            }
        }

        /// <summary>Until a line with this text was logged.</summary>
        public Task UntilAsync(string text)
        {
            var found = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            lock (_guard)
            {
                if (_lines.Exists(line => line.Contains(text, StringComparison.Ordinal)))
                    found.SetResult();
                else
                    _awaited.Add((text, found));
            }

            return found.Task.WaitAsync(Patience.Most);
        }

        public void Dispose() => logs._listeners.TryRemove(this, out _);

        internal void Add(string line)
        {
            lock (_guard)
            {
                _lines.Add(line);
                foreach (var (text, found) in _awaited)
                {
                    if (line.Contains(text, StringComparison.Ordinal))
                        found.TrySetResult();
                }
            }
        }
    }

    private sealed class Logger(CapturedLogs logs, string category) : ILogger
    {
        public bool IsEnabled(LogLevel logLevel) => logs._listeners.Keys.Any(listener => listener.Least <= logLevel);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => logs._scopes?.Push(state);

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var parts = new List<string> { $"{logLevel} {category}: {formatter(state, exception)}", exception?.ToString() ?? "", Values(state) };
            logs._scopes?.ForEachScope((scope, all) => all.Add(scope + " " + Values(scope)), parts);
            var line = string.Join(' ', parts);
            foreach (var listener in logs._listeners.Keys.Where(listener => listener.Least <= logLevel))
                listener.Add(line);
        }

        private static string Values(object? state) =>
            state is IEnumerable<KeyValuePair<string, object?>> values ? string.Join(' ', values.Select(pair => $"{pair.Key}={pair.Value}")) : "";
    }
}
