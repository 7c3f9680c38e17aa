using System.Reflection;

namespace Flamenco.Site.Tests.Gateway.Waiting;

/// <summary>A grain factory that knows one grain, whatever it is asked for.</summary>
public class OneGrain : DispatchProxy
{
    private object? _grain;

    public static IGrainFactory Factory(object grain)
    {
        var factory = Create<IGrainFactory, OneGrain>();
        ((OneGrain)(object)factory)._grain = grain;
        return factory;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        targetMethod?.Name is nameof(IGrainFactory.GetGrain) ? _grain : throw new NotSupportedException(targetMethod?.Name);
}
