using System.Net.Http.Headers;
using Flamenco.Contracts.Server;
using Flamenco.Contracts.Site;

namespace Flamenco.Cli.Farm;

/// <summary>The two APIs of one farm, with the person's credentials.</summary>
internal sealed class FarmClient : IDisposable
{
    /// <summary>How long an answer may take: a big job is compiled before its submit is answered.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    private readonly HttpClient _serverHttp;
    private readonly List<HttpClient> _managerHttp = [];

    public FarmClient(FarmAddress address)
    {
        Address = address;
        _serverHttp = Connect(address.Server);
        Server = new ServerApi(_serverHttp);
    }

    public FarmAddress Address { get; }

    public ServerApi Server { get; }

    /// <summary>The Manager whose site did a task: the one that was named, else the one that the Server knows for its job.</summary>
    public async Task<ManagerApi> ManagerOfAsync(RenderTask task, CancellationToken cancellation)
    {
        var address = Address.Manager ?? await AskForManagerAsync(task, cancellation);
        var http = Connect(address);
        _managerHttp.Add(http);
        return new ManagerApi(http);
    }

    public void Dispose()
    {
        _serverHttp.Dispose();
        foreach (var http in _managerHttp)
            http.Dispose();
    }

    private async Task<Uri> AskForManagerAsync(RenderTask task, CancellationToken cancellation)
    {
        var job = await Server.JobAsync(task.JobId, cancellation);
        var manager = job.Manager is { } id ? await Server.ManagerAsync(id, cancellation) : null;
        return manager?.Url is { } url
            ? new Uri(url.TrimEnd('/') + "/")
            : throw CliException.Unreachable($"the Server does not know where the Manager of this task is; name it with --manager URL or {FarmAddress.ManagerVariable}.");
    }

    private HttpClient Connect(Uri address)
    {
        // The owner's token goes to the farm itself and nowhere else.
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = !address.IsLoopback };
        return new HttpClient(handler)
        {
            BaseAddress = address,
            Timeout = Patience,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Address.Token) },
        };
    }
}
