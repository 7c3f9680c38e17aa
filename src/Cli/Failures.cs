using System.Net;
using Flamenco.Contracts.Http;
using Flamenco.Http.Hosting;

namespace Flamenco.Cli;

/// <summary>What an exception means to the person at the terminal. What nobody foresaw stays an exception.</summary>
internal static class Failures
{
    public static CliException? Explain(Exception failure, CancellationToken interrupted) => failure switch
    {
        CliException known => known,
        RefusedToStartException refused => CliException.Refused(refused.Message),
        OperationCanceledException when interrupted.IsCancellationRequested => new CliException(ExitCode.Interrupted, string.Empty),
        RefusedException { Status: HttpStatusCode.Unauthorized } refused => CliException.Refused(
            $"{Host(refused.Address)} does not accept your token.\nIs it the token of this farm? Give another with --token-file FILE, or name the farm's data folder with --data DIR."),
        RefusedException refused => CliException.Refused(Reasons(refused)),
        UnreachableException unreachable => CliException.Unreachable(
            $"{Host(unreachable.Address)} does not answer ({unreachable.Message}).\nIs the farm running? `flamenco up` starts one; --server URL names another."),
        BrokenAnswerException { MayPass: true } broken => CliException.Unreachable(
            $"{Host(broken.Address)} can not answer now: {broken.Message}\nTry again in a moment."),
        BrokenAnswerException broken => CliException.Failed(
            $"{Host(broken.Address)} failed ({(int)broken.Status}): {broken.Message}\nThe Server's log says more."),
        _ => null,
    };

    private static string Reasons(RefusedException refused) => refused.Problem switch
    {
        { Problems: { Count: > 0 } problems } => string.Join('\n', problems),
        { Type: null, Detail: null, Message: null } => $"{Host(refused.Address)} answers \"{refused.Message}\"; is that the farm's Server?",
        _ => refused.Message,
    };

    private static string Host(Uri address) => address.IsAbsoluteUri ? address.GetLeftPart(UriPartial.Authority) : "the farm";
}
