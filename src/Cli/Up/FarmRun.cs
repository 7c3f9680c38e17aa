using Flamenco.Cli.Farm;

namespace Flamenco.Cli.Up;

/// <summary>One life of a farm on this machine: prepares its folder, starts it, says that it is ready, stops it cleanly.</summary>
internal static class FarmRun
{
    /// <summary>How long a role may take from its start until it answers.</summary>
    public static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task<int> RunAsync(UpOptions options, Session session, CancellationToken stop)
    {
        RefuseRoot(options);
        RefuseTwoStores(options, session);
        using var folder = LockedFolder.Open(options.Data);
        if (options.ServerPort != 0)
            RefuseBusyPort(options.ServerPort, "Server", "--server-port");
        if (options.ManagerPort != 0)
            RefuseBusyPort(options.ManagerPort, "Manager", "--manager-port");
        folder.ForgetEndpoints();

        // Whatever the roles print goes to the log: standard output has the one line that scripts wait for.
        var output = session.Out;
        Console.SetOut(Console.Error);

        await using IFarm farm = options.Separate ? new SeparateFarm(options, session) : new ComposedFarm(options, session);
        try
        {
            await farm.StartAsync(stop);
            var addon = await AddonAddressAsync(options.Data, farm.Manager, session, stop);
            folder.WriteEndpoints(farm.Servers, farm.Manager);
            await output.WriteLineAsync($"READY server={UpOptions.Shown(farm.Server)} manager={UpOptions.Shown(farm.Manager)} data={options.Data.Path}");
            await output.FlushAsync(CancellationToken.None);
            Welcome(addon, session);

            var ended = await farm.EndedAsync(stop);
            throw CliException.Failed($"{ended}. The farm stops. What went wrong is in the lines above{(options.Volatile ? "" : "; starting it again goes on where it was")}.");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            session.Say(options.Volatile ? "Stopping; everything in this farm is lost." : "Stopping; jobs go on when the farm is started again.");
        }
        finally
        {
            await farm.StopAsync();
        }

        return ExitCode.Done;
    }

    private static void RefuseRoot(UpOptions options)
    {
        if (!options.AllowRoot && Environment.IsPrivilegedProcess)
            throw CliException.Refused($"""
                a farm runs other people's files, so it does not run as root unless you say so.
                Run it as an ordinary user, or add --allow-root (or set {UpOptions.AllowRootVariable}=1).
                """);
    }

    /// <summary>Also looks at the address of a database before anything is made, and before a program gets it as an argument.</summary>
    private static void RefuseTwoStores(UpOptions options, Session session)
    {
        var postgres = PostgresOption.Choose(options.Postgres, session);
        if (options.Volatile && postgres is not null)
            throw CliException.Refused($"--volatile keeps the farm in memory, but a PostgreSQL is named too (--postgres or {PostgresOption.Variable}); leave one of them away.");
        if (options.Silos > 1 && postgres is null)
            throw CliException.Refused($"--silos {options.Silos} needs a database that several silos can share: name a PostgreSQL with --postgres CONNECTION|@FILE or {PostgresOption.Variable}.");
        if (options.Volatile)
            session.Say("--volatile: this farm is kept in memory only. EVERYTHING IS LOST when it ends, jobs, Workers and all.");
    }

    private static void RefuseBusyPort(int port, string role, string option)
    {
        if (!Ports.IsFree(port))
            throw CliException.Refused($"""
                the port {port} is in use, so the {role} can not answer there. Is a farm running already?
                Choose another one with {option} PORT; 0 means any free one.
                """);
    }

    /// <summary>
    /// The address for Blender's add-on, which the Manager keeps in the data folder; an earlier life may have left one that
    /// is not true any more.
    /// </summary>
    private static async Task<string> AddonAddressAsync(DataFolder data, Uri manager, Session session, CancellationToken stop)
    {
        var begin = session.Time.GetTimestamp();
        while (session.Time.GetElapsedTime(begin) < StartPatience)
        {
            var address = File.Exists(data.AddonUrl) ? (await File.ReadAllTextAsync(data.AddonUrl, stop)).Trim() : string.Empty;
            if (address.StartsWith(manager.AbsoluteUri, StringComparison.Ordinal))
                return address;
            await Task.Delay(Pause, session.Time, stop);
        }

        throw CliException.Failed($"the Manager has not written {data.AddonUrl} within {StartPatience.TotalSeconds} s. What went wrong is in the lines above.");
    }

    /// <summary>For the person who started it; the add-on's address holds a token, so it is shown on a terminal only.</summary>
    private static void Welcome(string addon, Session session)
    {
        if (!Console.IsErrorRedirected)
            session.Say($"""

                The farm is ready. Render something:   flamenco submit FILE.blend --watch
                Manager address for Blender's add-on:  {addon}
                Ctrl-C stops it.
                """);
    }
}
