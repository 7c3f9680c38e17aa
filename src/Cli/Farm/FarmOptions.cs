using System.CommandLine;

namespace Flamenco.Cli.Farm;

/// <summary>The options by which every verb finds its farm.</summary>
internal sealed class FarmOptions
{
    public static Option<string?> Data() => new("--data")
    {
        Description = $"The farm's data folder. Default: {DataFolder.Variable}, else the user's data directory.",
        HelpName = "DIR",
    };

    private readonly Option<string?> _server = new("--server")
    {
        Description = $"The Server's address. Default: {FarmAddress.ServerVariable}, else that of the farm in the data folder.",
        HelpName = "URL",
    };

    private readonly Option<string?> _manager = new("--manager")
    {
        Description = $"The Manager's address, for logs. Default: {FarmAddress.ManagerVariable}, else that in the data folder, else the Server knows it.",
        HelpName = "URL",
    };

    private readonly Option<string?> _tokenFile = new("--token-file")
    {
        Description = $"A file, readable by you alone, that holds your token. Default: the token in {FarmAddress.TokenVariable}, else the data folder's owner-token.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _data = Data();

    public void AddTo(Command command)
    {
        command.Options.Add(_server);
        command.Options.Add(_manager);
        command.Options.Add(_tokenFile);
        command.Options.Add(_data);
    }

    public DataFolder Folder(ParseResult parsed, Session session) => DataFolder.Choose(parsed.GetValue(_data), session);

    /// <summary>Was a Server named, so that the data folder does not say which farm is meant?</summary>
    public bool NamesServer(ParseResult parsed, Session session) =>
        parsed.GetValue(_server) is not null || session.Variable(FarmAddress.ServerVariable) is not null;

    public FarmClient Connect(ParseResult parsed, Session session) => new(FarmAddress.Find(
        parsed.GetValue(_server),
        parsed.GetValue(_manager),
        parsed.GetValue(_tokenFile),
        Folder(parsed, session),
        session));
}
