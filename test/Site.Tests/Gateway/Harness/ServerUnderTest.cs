using Flamenco.Silo;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Flamenco.Site.Tests.Gateway.Harness;

/// <summary>A whole Server node in this process; its sites are made by the tests, each for itself.</summary>
public sealed class ServerUnderTest : IAsyncLifetime
{
    private readonly TemporaryFolder _data = new();
    private WebApplication? _silo;

    public IServiceProvider Services => _silo!.Services;

    internal CapturedLogs Logs { get; } = new();

    internal string Settings => _data.File("settings.json");

    /// <summary>A token that is for every site.</summary>
    internal string OwnerToken => File.ReadAllText(_data.File("silo/owner-token")).Trim();

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(Settings, CapturedLogs.Settings);
        _silo = SiloHost.Build(["--data", _data.File("silo"), "--urls", "http://127.0.0.1:0", "--config", Settings, "--allow-root"]);
        Services.GetRequiredService<ILoggerFactory>().AddProvider(Logs);
        await _silo.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _silo!.StopAsync();
        await _silo.DisposeAsync();
        _data.Dispose();
    }

    internal async Task<SiteUnderTest> OpenSiteAsync(params string[] options)
    {
        var site = new SiteUnderTest(this);
        await site.StartAsync(options);
        return site;
    }
}

/// <summary>Tests that share one Server.</summary>
[CollectionDefinition(Name)]
public sealed class WithAServer : ICollectionFixture<ServerUnderTest>
{
    public const string Name = "with a Server";
}
