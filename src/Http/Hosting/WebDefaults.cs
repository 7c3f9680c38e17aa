using Flamenco.Contracts;
using Flamenco.Http.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Flamenco.Http.Hosting;

/// <summary>What the Server's and the Manager's HTTP sides have in common: limits, logs, refusals, headers.</summary>
public static class WebDefaults
{
    /// <summary>The largest body of a request unless its route says otherwise.</summary>
    public const long MostBodyBytes = 1024 * 1024;

    public static void AddWebDefaults(this WebApplicationBuilder builder, string defaultUrl)
    {
        var urls = builder.Configuration["Urls"] ?? defaultUrl;
        RefuseOpenNetwork(urls, builder.Configuration);

        builder.WebHost.UseKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MostBodyBytes;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(240, TimeSpan.FromSeconds(5));
        });
        builder.WebHost.UseUrls(urls);
        builder.Services.AddSingleton<IHostLifetime, ConsoleLifetime>();
        builder.Services.AddSystemd();
        builder.Services.AddRouting();

        // No cookies yet, so nothing to protect beyond this process's life.
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddHostFiltering(options => AllowHosts(options, builder.Configuration, urls));
        builder.Services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, FlamencoJson.Default);
            options.SerializerOptions.PropertyNamingPolicy = FlamencoJson.Default.Options.PropertyNamingPolicy;
            options.SerializerOptions.DefaultIgnoreCondition = FlamencoJson.Default.Options.DefaultIgnoreCondition;
            options.SerializerOptions.AllowDuplicateProperties = false;
            options.SerializerOptions.RespectNullableAnnotations = true;
            options.SerializerOptions.NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict;
        });

        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.UseUtcTimestamp = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
        });

        // Standard output is for what programs read.
        builder.Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("Orleans", LogLevel.Warning);
        builder.Logging.AddFilter("Polly", LogLevel.Warning);

        // Advises ServerGC, which brings nothing here.
        builder.Logging.AddFilter("Orleans.Runtime.Silo", LogLevel.Error);

        // Measures from the machine's start, so at the silo's start it always warns.
        builder.Logging.AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);

        // Says at information level what each refused request was refused for.
        builder.Logging.AddFilter(typeof(CredentialsHandler).FullName, LogLevel.Warning);
        builder.Services.PostConfigure<LoggerFilterOptions>(NeverLogBadRequests);
    }

    /// <summary>The middleware up to the routes, in the only order that is safe.</summary>
    public static void UseWebDefaults(this WebApplication app, bool flamenco3)
    {
        app.UseMiddleware<FailureMiddleware>(flamenco3);
        app.UseHostFiltering();
        app.UseRouting();
        app.Use(SecurityHeaders);
        app.UseMiddleware<UnsafeMethodMiddleware>(flamenco3);
        app.UseAuthentication();
        app.UseAuthorization();
    }

    private static Task SecurityHeaders(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers.ContentSecurityPolicy =
            "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; style-src-attr 'unsafe-inline'";
        return next(context);
    }

    /// <summary>
    /// Kestrel quotes a bad request's first line, and with it a token. So no configuration can turn that on: a rule for one
    /// provider would stand before one for all.
    /// </summary>
    private static void NeverLogBadRequests(LoggerFilterOptions options)
    {
        string?[] providers = [null, .. options.Rules.Select(rule => rule.ProviderName).OfType<string>().Distinct()];
        foreach (var provider in providers)
            options.Rules.Add(new LoggerFilterRule(provider, "Microsoft.AspNetCore.Server.Kestrel.BadRequests", LogLevel.Warning, filter: null));
    }

    private static void AllowHosts(HostFilteringOptions options, IConfiguration configuration, string urls)
    {
        var hosts = new HashSet<string>(StringComparer.OrdinalIgnoreCase) { "localhost", "127.0.0.1", "[::1]" };
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries))
            hosts.Add(AddressOf(url).Host);
        foreach (var host in (configuration["AllowedHosts"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries))
            hosts.Add(host.Trim());

        hosts.RemoveWhere(host => host is "*" or "+" or "0.0.0.0" or "[::]");
        options.AllowedHosts = [.. hosts];
        options.AllowEmptyHosts = false;
        options.IncludeFailureMessage = false;
    }

    private static void RefuseOpenNetwork(string urls, IConfiguration configuration)
    {
        var insecure = configuration["InsecureHttp"] is "1" or "true" or "True";
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            var address = AddressOf(url);
            var loopback = address.Host is "localhost" or "127.0.0.1" or "[::1]";
            if (!insecure && !loopback && address.Scheme != "https")
            {
                throw new RefusedToStartException(
                    $"{url} can be reached from the network without TLS: credentials would travel in the clear. "
                    + "Use https, or say --insecure-http if this network may read them.");
            }
        }
    }

    private static BindingAddress AddressOf(string url)
    {
        try
        {
            return BindingAddress.Parse(url.Trim());
        }
        catch (FormatException)
        {
            throw new RefusedToStartException($"Urls holds \"{url}\"; write for example http://127.0.0.1:8080, or several of them with a semicolon between.");
        }
    }
}
