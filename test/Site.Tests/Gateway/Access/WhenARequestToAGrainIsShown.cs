using Flamenco.Domain.Identity;
using Flamenco.Grains.Interfaces.Access;
using Flamenco.Grains.Interfaces.Workers;
using Orleans.Serialization.Invocation;
using Shouldly;

namespace Flamenco.Site.Tests.Gateway.Access;

/// <summary>Orleans shows a request with its arguments where one takes too long or fails: in warnings and exceptions.</summary>
public class WhenARequestToAGrainIsShown
{
    private const string Secret = "planted-secret";

    [Fact]
    public void no_token_stands_in_it() => Shown(nameof(IAccessGrain.VerifyTokenAsync), Secret).ShouldNotContain(Secret);

    [Fact]
    public void no_secret_of_a_worker_that_shows_itself_stands_in_it() =>
        Shown(nameof(IAccessGrain.VerifyWorkerAsync), new WorkerId(Guid.NewGuid()), Secret).ShouldNotContain(Secret);

    [Fact]
    public void no_secret_of_a_worker_that_registers_stands_in_it() =>
        Shown(
            nameof(IWorkerGrain.RegisterAsync),
            new RegisterWorker
            {
                Name = "one", Secret = Secret, Platform = "linux", TaskTypes = ["misc"], Address = "", Manager = new ManagerId(Guid.NewGuid()),
            })
            .ShouldNotContain(Secret);

    private static string Shown(string method, params object[] arguments)
    {
        var request = typeof(IAccessGrain).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && typeof(IInvokable).IsAssignableFrom(type))
            .Select(type => (IInvokable)Activator.CreateInstance(type, nonPublic: true)!)
            .Single(request => request.GetMethodName() == method);
        for (var index = 0; index < arguments.Length; index++)
            request.SetArgument(index, arguments[index]);

        var text = request.ToString()!;
        text.ShouldContain(method);
        return text;
    }
}
