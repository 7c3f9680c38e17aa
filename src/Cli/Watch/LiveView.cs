using Flamenco.Cli.Output;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Flamenco.Cli.Watch;

/// <summary>For terminals: a bar that moves.</summary>
internal sealed class LiveView(IAnsiConsole console) : IWatchView
{
    private WatchedJob? _watched;

    public Task ShowAsync(Func<Action<WatchedJob>, Task> watch) => console.Progress()
        .AutoRefresh(true)
        .Columns(
            new SpinnerColumn(),
            new ProgressBarColumn { Width = 30 },
            new WatchColumn(() => _watched?.Count),
            new WatchColumn(() => _watched?.Rate),
            new WatchColumn(() => _watched?.Left),
            new WatchColumn(() => _watched?.Job.Status))
        .StartAsync(async context =>
        {
            var bar = context.AddTask("job", maxValue: 1);
            await watch(watched =>
            {
                _watched = watched;
                bar.Value = watched.Progress.Share;
                context.Refresh();
            });
            bar.StopTask();
        });

    private sealed class WatchColumn(Func<string?> text) : ProgressColumn
    {
        protected override bool NoWrap => true;

        public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) => new Text(SafeText.Line(text()));
    }
}
