using System.Text;
using Flamenco.Http.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Flamenco.Benchmarks.Roles;

/// <summary>The endpoint that does nothing: reads each request and answers what a Manager would, out of its head.</summary>
internal static class DoNothing
{
    public const string Verb = "nothing";

    private static readonly byte[] Task = Encoding.UTF8.GetBytes("""
        {"uuid":"11111111-1111-8111-8111-111100000001","job":"11111111-1111-8111-8111-111100000000","name":"render-1","status":"active","priority":50,"job_priority":50,"job_type":"benchmark","task_type":"blender","commands":[{"name":"blender-render","parameters":{"exe":"blender","exeArgs":"-b -Y","argsBefore":[],"blendfile":"/shared/project/shots/010_0020/010_0020.lighting.blend","args":["--scene","Scene","--render-output","/shared/render/010_0020/frames.part/######","--render-format","OPEN_EXR","--render-frame","1"]},"total_step_count":1}],"steps_completed":0,"steps_total":1,"attempt":1}
        """);

    private static readonly byte[] Registered = Encoding.UTF8.GetBytes("""{"uuid":"22222222-2222-4222-8222-222222222222"}""");

    public static async Task<int> RunAsync()
    {
        var builder = RoleConfiguration.CreateBuilder("nothing", new() { ["Urls"] = "http://127.0.0.1:0" });
        builder.AddWebDefaults("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.Run(AnswerAsync);
        await app.StartAsync();
        await Console.Out.WriteLineAsync($"READY server={app.Urls.First()}");
        while (await Console.In.ReadLineAsync() is not null)
        {
            // Nothing is asked; the end of standard input ends it.
        }

        await app.StopAsync();
        return 0;
    }

    private static async Task AnswerAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null);
        var answer = context.Request.Path.Value switch
        {
            "/api/v3/worker/task" => Task,
            "/api/v3/worker/register-worker" => Registered,
            _ => null,
        };
        context.Response.StatusCode = answer is null ? StatusCodes.Status204NoContent : StatusCodes.Status200OK;
        if (answer is null)
            return;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Length;
        await context.Response.Body.WriteAsync(answer);
    }
}
