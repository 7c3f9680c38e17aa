using Flamenco.EndToEnd.Harness;

namespace Flamenco.EndToEnd.Deployment;

/// <summary>A systemd unit of <c>deploy/systemd</c>: what it starts, and with which environment.</summary>
internal sealed class Unit
{
    private readonly Dictionary<string, List<string>> _settings = [];

    private Unit(IEnumerable<string> lines)
    {
        foreach (var line in lines.Where(line => line.Length > 0 && line[0] is not ('#' or ';' or '[')))
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            if (!_settings.TryGetValue(line[..equals], out var values))
                _settings.Add(line[..equals], values = []);
            values.Add(line[(equals + 1)..]);
        }
    }

    /// <summary>Program and arguments, as the unit has them.</summary>
    public IReadOnlyList<string> Command => _settings["ExecStart"].Single().Split(' ');

    public IEnumerable<(string Name, string Value)> Environment => _settings.GetValueOrDefault("Environment", [])
        .Select(setting => setting.Split('=', 2))
        .Select(pair => (pair[0], pair[1]));

    public static Unit Read(string name) => new(File.ReadLines(Path.Combine(Checkout.Root, "deploy", "systemd", name + ".service")));
}
