using Flamenco.Domain.Identity;

namespace Flamenco.ManagerGateway.Link;

/// <summary>Which site this gateway is the Manager of; known once it has shown its key to the Server.</summary>
internal sealed class Site
{
    private ManagerId? _id;

    public ManagerId Id => _id ?? throw new InvalidOperationException("the Manager has not reached the Server yet");

    public void Is(ManagerId id) => _id = id;
}
