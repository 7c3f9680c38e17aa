using System.Net.Sockets;
using System.Text;
using Flamenco.Domain.Access;
using Flamenco.Http.Hosting;
using Flamenco.ManagerGateway.Access;
using Flamenco.Site.Tests.Gateway.Harness;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Shouldly;

namespace Flamenco.Site.Tests.Gateway.Access;

/// <summary>With logging at its most talkative, of Server and Manager, no secret stands in any line.</summary>
[Collection(WithAServer.Name)]
public sealed class WhenEverythingIsLogged(SiteUnderTest site) : IClassFixture<SiteUnderTest>
{
    private readonly CapturedLogs _logs = site.Server.Logs;

    [Fact]
    public async Task no_token_of_a_path_is_among_it()
    {
        var token = await site.TokenAsync(Roles.Artist);
        var artist = site.Client($"{site.Url}/as/{token}/", credentials: null);
        using var log = _logs.Listen(LogLevel.Trace);

        (await artist.GetAsync("/api/v3/version?x=1")).Status.ShouldBe(200);
        (await artist.GetAsync("/nothing/here")).Status.ShouldBe(404);
        (await artist.PostAsync("/api/v3/worker/task")).Status.ShouldBe(403);
        (await artist.PostAsync("/api/v3/jobs", "{ broken")).Status.ShouldBe(400);

        Said(log, "/nothing/here").ShouldNotContain(token);
    }

    [Fact]
    public async Task no_token_that_is_refused_is_among_it()
    {
        var token = AccessToken.Create(Roles.Artist);
        using var log = _logs.Listen(LogLevel.Trace);

        (await site.Client($"{site.Url}/as/{token}/", credentials: null).GetAsync("/api/v3/version")).Status.ShouldBe(401);
        (await site.Bearer(token).GetAsync("/api/v3/version")).Status.ShouldBe(401);

        Said(log, "/api/v3/version").ShouldNotContain(token);
    }

    [Theory]
    [InlineData("GET /as/TOKEN/api/v3/version HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n")]
    [InlineData("GET /as/TOKEN/api/\u0001 HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")]
    [InlineData("GET /as/TOKEN/%zz%00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")]
    [InlineData("/as/TOKEN/\r\n\r\n")]
    [InlineData("GET /api/v3/version HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization Bearer TOKEN\r\n\r\n")]
    [InlineData("GET /as/TOKEN/api/v3/version HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n")]
    public async Task no_token_of_a_malformed_request_is_among_it(string request)
    {
        var token = AccessToken.Create(Roles.Artist);
        using var log = _logs.Listen(LogLevel.Trace);

        var answer = await SendAsync(site.Url, request.Replace("TOKEN", token, StringComparison.Ordinal));

        answer.ShouldMatch("^HTTP/1.1 (4..|505) ");
        Said(log, "Kestrel").ShouldNotContain(token);
    }

    [Fact]
    public async Task no_token_of_a_request_that_fails_is_among_it()
    {
        var token = AccessToken.Create(Roles.Artist);
        await using var failing = Failing();
        using var log = _logs.Listen(LogLevel.Trace);
        await failing.StartAsync();

        using var client = new Client(failing.Urls.First(), credentials: null);
        var answer = await client.GetAsync($"/as/{token}/api/v3/version");

        answer.Status.ShouldBe(500);
        answer.Text.ShouldNotContain("on purpose");
        Said(log, "on purpose").ShouldNotContain(token);
    }

    [Fact]
    public async Task no_secret_of_a_worker_and_no_join_secret_is_among_it()
    {
        using var log = _logs.Listen(LogLevel.Trace);

        var worker = await Flamenco3Worker.RegisteredAsync(site);
        await worker.SignOnAsync();

        var said = Said(log, "/api/v3/worker/register-worker");
        said.ShouldNotContain(Flamenco3Worker.Secret);
        said.ShouldNotContain(site.JoinSecret);
        said.ShouldNotContain(worker.Credentials.Parameter!);
    }

    [Fact]
    public async Task no_token_that_is_made_for_an_add_on_is_among_it()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("addon-url");
        using var log = _logs.Listen(LogLevel.Trace);

        await using var own = await site.Server.OpenSiteAsync("--addon-url-file", file);
        await own.Gateway.Services.GetServices<IHostedService>().OfType<AddonAddress>().Single().ExecuteTask!.InTime();

        var token = TokenPath.Split(new Uri(await File.ReadAllTextAsync(file)).AbsolutePath)!.Value.Token;
        Said(log, own.Url).ShouldNotContain(token);
    }

    /// <summary>All that was logged; something that must be there shows that it was listened to.</summary>
    private static string Said(CapturedLogs.Listener log, string something)
    {
        var said = string.Join('\n', log.Lines);
        said.ShouldContain(something);
        return said;
    }

    /// <summary>A Manager's HTTP side, with a route that fails.</summary>
    private WebApplication Failing()
    {
        var builder = RoleConfiguration.CreateBuilder("manager", new() { ["Config"] = site.Server.Settings, ["Urls"] = "http://127.0.0.1:0" });
        builder.AddWebDefaults("http://127.0.0.1:0");
        builder.Services.AddAuthentication();
        builder.Services.AddAuthorization();
        var kestrel = builder.Services.Last(service => service.ServiceType == typeof(IServer));
        builder.Services.Replace(ServiceDescriptor.Singleton<IServer>(services => new TokenPathServer(
            (IServer)ActivatorUtilities.CreateInstance(services, kestrel.ImplementationType!))));

        var app = builder.Build();
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(_logs);
        app.UseWebDefaults(flamenco3: true);
        app.MapGet("/api/v3/version", string () => throw new InvalidOperationException("on purpose"));
        return app;
    }

    private static async Task<string> SendAsync(string url, string request)
    {
        var address = new Uri(url);
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port).InTime();
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(request));
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync().InTime();
    }
}
