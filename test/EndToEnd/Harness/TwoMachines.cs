using System.Diagnostics;

namespace Flamenco.EndToEnd.Harness;

/// <summary>
/// Two network namespaces with a cable between: programs in one reach the other's only at its address, and not at all by
/// loopback, as on two machines.
/// </summary>
internal sealed class TwoMachines : IDisposable
{
    public const string FirstAddress = "198.18.0.1";
    public const string SecondAddress = "198.18.0.2";

    private const string Cable = "cable";

    private readonly string _first = $"flamenco-{Guid.NewGuid():N}"[..20];
    private readonly string _second = $"flamenco-{Guid.NewGuid():N}"[..20];

    public TwoMachines()
    {
        Ip("netns", "add", _first);
        Ip("netns", "add", _second);
        Ip("link", "add", Cable, "netns", _first, "type", "veth", "peer", "name", Cable, "netns", _second);
        Connect(_first, FirstAddress);
        Connect(_second, SecondAddress);
    }

    /// <summary>Why there can be none here; null if there can.</summary>
    public static string? Missing { get; } = Look();

    /// <summary>How a command is run on the first machine.</summary>
    public IReadOnlyList<string> OnFirst => ["ip", "netns", "exec", _first];

    /// <summary>How a command is run on the second machine.</summary>
    public IReadOnlyList<string> OnSecond => ["ip", "netns", "exec", _second];

    public void Dispose()
    {
        Ip("netns", "delete", _first);
        Ip("netns", "delete", _second);
    }

    private static void Connect(string machine, string address)
    {
        Ip("-n", machine, "address", "add", $"{address}/24", "dev", Cable);
        Ip("-n", machine, "link", "set", Cable, "up");
        Ip("-n", machine, "link", "set", "lo", "up");
    }

    private static string? Look()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
            return "network namespaces need Linux and root";
        try
        {
            new TwoMachines().Dispose();
            return null;
        }
        catch (Exception refused) when (refused is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return $"this machine makes no network namespaces: {refused.Message}";
        }
    }

    private static void Ip(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("ip", arguments) { UseShellExecute = false, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"ip {string.Join(' ', arguments)}: {errors.Trim()}");
    }
}

/// <summary>A test that needs two machines; skipped, with the reason, where network namespaces can not be made.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OnTwoMachinesFactAttribute : FactAttribute
{
    public OnTwoMachinesFactAttribute() => Skip = TwoMachines.Missing;
}
