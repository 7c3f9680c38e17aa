using System.CommandLine;
using Flamenco.Cli.Farm;
using Flamenco.Cli.Verbs;

namespace Flamenco.Cli.Submit;

internal static class SubmitVerb
{
    private static readonly Argument<string?> File = new("FILE")
    {
        Description = "The .blend to render. Job types that render no file take none.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private static readonly Option<string> Type = new("--type")
    {
        Description = "The job type; `flamenco job-types` lists them.",
        DefaultValueFactory = _ => "simple-blender-render",
        HelpName = "TYPE",
    };

    private static readonly Option<string?> Frames = new("--frames")
    {
        Description = "Which frames, for example 1-30,47. Default: the scene's own.",
        HelpName = "RANGE",
    };

    private static readonly Option<string?> Output = new("--output")
    {
        Description = "The folder for the frames, DIR/######.EXT; whole frames that are there already are kept. Default: a new folder with the time of submission as its name, in render/<file's name> beside the file.",
        HelpName = "DIR",
    };

    private static readonly Option<int?> ChunkSize = new("--chunk-size")
    {
        Description = "Frames per task, at least 1. Default: the job type's. More than one saves Blender's start for frames that render fast.",
        HelpName = "N",
    };

    private static readonly Option<int> Priority = new("--priority")
    {
        Description = "0 to 100; jobs with a higher one go first.",
        DefaultValueFactory = _ => 50,
        HelpName = "N",
    };

    private static readonly Option<string?> Name = new("--name")
    {
        Description = "The job's name. Default: the file's.",
        HelpName = "NAME",
    };

    private static readonly Option<string?> Tag = new("--tag")
    {
        Description = "Only Workers with this tag do it; `flamenco tags` lists them.",
        HelpName = "NAME",
    };

    private static readonly Option<string[]> Set = new("--set")
    {
        Description = "A setting of the job type, key=value; wins over everything else. May be given many times.",
        HelpName = "KEY=VALUE",
    };

    private static readonly Option<bool> Paused = new("--paused") { Description = "Submit it paused; `flamenco resume ID` starts it." };

    private static readonly Option<bool> Watch = new("--watch")
    {
        Description = "Show its progress until it ends. Exit code: 0 completed, 1 failed, 3 canceled.",
    };

    private static readonly Option<string> Blender = new("--blender")
    {
        Description = "The Blender that looks into the file, once and with its scripts off, for what the job needs to know.",
        DefaultValueFactory = _ => "blender",
        HelpName = "PATH",
    };

    public static Command Create(Session session)
    {
        var farm = new FarmOptions();
        var json = CommonOptions.Json();
        var command = new Command("submit", "Submits a Blender file to the farm.")
        {
            File, Type, Frames, Output, ChunkSize, Priority, Name, Tag, Set, Paused, Watch, Blender, json,
        };
        farm.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            using var client = farm.Connect(parsed, session);
            return await new SubmitRun(Read(parsed, parsed.GetValue(json)), client, session).RunAsync(cancellation);
        });
        return command;
    }

    private static SubmitOptions Read(ParseResult parsed, bool json) => new()
    {
        File = parsed.GetValue(File),
        Type = parsed.GetValue(Type)!,
        Frames = parsed.GetValue(Frames),
        Output = parsed.GetValue(Output),
        ChunkSize = parsed.GetValue(ChunkSize),
        Priority = parsed.GetValue(Priority),
        Name = parsed.GetValue(Name),
        Tag = parsed.GetValue(Tag),
        Settings = parsed.GetValue(Set) ?? [],
        Paused = parsed.GetValue(Paused),
        Watch = parsed.GetValue(Watch),
        Json = json,
        Blender = parsed.GetValue(Blender)!,
    };
}
