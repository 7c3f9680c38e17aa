using Flamenco.Http.Hosting;
using Flamenco.ManagerGateway;
using Flamenco.Silo;
using Flamenco.Worker;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Flamenco.Cli.Up;

/// <summary>All roles in this process; the Manager reaches the Server's grains without a network.</summary>
internal sealed class ComposedFarm(UpOptions options, Session session) : IFarm
{
    private readonly List<(string Role, IHost Host)> _started = [];

    public Uri Server { get; private set; } = null!;

    public IReadOnlyList<Uri> Servers => [Server];

    public Uri Manager { get; private set; } = null!;

    public async Task StartAsync(CancellationToken stop)
    {
        var silo = await StartAsync("the Server", () => SiloHost.Build(options.SiloArguments()), stop);
        Server = Address(silo);

        var gateway = await StartAsync("the Manager", () => GatewayHost.Build(options.GatewayArguments(Server), silo.Services), stop);
        Manager = Address(gateway);

        for (var number = 1; number <= options.Workers; number++)
        {
            var arguments = options.WorkerArguments(number, Manager, Environment.MachineName);
            var worker = await StartAsync($"Worker {number}", () => WorkerHost.Build(arguments), stop);
            await SignedOnAsync($"Worker {number}", worker, stop);
        }
    }

    public async Task<string> EndedAsync(CancellationToken stop)
    {
        var ends = _started.ConvertAll(one => EndAsync(one.Role, one.Host, stop));
        return await await Task.WhenAny(ends);
    }

    public async Task StopAsync()
    {
        while (_started is [.., var (_, host)])
        {
            _started.RemoveAt(_started.Count - 1);
            await host.StopAsync();
            await DisposeAsync(host);
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task<T> StartAsync<T>(string role, Func<T> build, CancellationToken stop)
        where T : IHost
    {
        try
        {
            var host = build();
            await StartOrDisposeAsync(host, stop);
            _started.Add((role, host));

            // A host of its own would stop at Ctrl-C by itself, all of them at once; here the farm stops them one after the other.
            (host.Services.GetService<IHostLifetime>() as IDisposable)?.Dispose();
            return host;
        }
        catch (RefusedToStartException refused)
        {
            throw CliException.Refused($"{role} can not start: {refused.Message}");
        }
        catch (Exception failed) when (failed is not CliException && !stop.IsCancellationRequested)
        {
            throw CliException.Failed($"{role} can not start: {failed.GetBaseException().Message}");
        }
    }

    /// <summary>A silo that has not started can not be stopped either, only be given back.</summary>
    private static async Task StartOrDisposeAsync(IHost host, CancellationToken stop)
    {
        try
        {
            await host.StartAsync(stop);
        }
        catch
        {
            await DisposeAsync(host);
            throw;
        }
    }

    /// <summary>A started Worker is not ready before its Manager knows it.</summary>
    private async Task SignedOnAsync(string role, IHost worker, CancellationToken stop)
    {
        using var decided = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var signedOn = worker.Services.GetRequiredService<WorkerRun>().SignedOn;
        var ended = EndAsync(role, worker, decided.Token);
        try
        {
            if (await Task.WhenAny(signedOn, ended).WaitAsync(FarmRun.StartPatience, session.Time, stop) == ended)
                throw CliException.Failed($"{await ended} before it was ready. What went wrong is in the lines above.");
        }
        catch (TimeoutException)
        {
            throw CliException.Failed($"{role} could not sign on within {FarmRun.StartPatience.TotalSeconds} s. What went wrong is in the lines above.");
        }
        finally
        {
            await decided.CancelAsync();
        }
    }

    private static async Task<string> EndAsync(string role, IHost host, CancellationToken stop)
    {
        var stopping = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var _ = stopping.Register(ended.SetResult);
        await ended.Task.WaitAsync(stop);
        return $"{role} has ended by itself";
    }

    private static Uri Address(WebApplication host) => new(host.Urls.First());

    private static async ValueTask DisposeAsync(IHost host)
    {
        if (host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
        else
            host.Dispose();
    }
}
