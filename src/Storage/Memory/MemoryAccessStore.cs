using Flamenco.Domain.Identity;
using Flamenco.Storage.Access;
using Flamenco.Storage.Managers;

namespace Flamenco.Storage.Memory;

/// <summary>Tokens and sites.</summary>
public sealed class MemoryAccessStore(MemoryDatabase database, TimeProvider time) : ITokenStore, IManagerStore
{
    public Task<TokenRow?> FindAsync(byte[] hash, CancellationToken cancellation = default) => database.RunAsync(
        rows => rows.Tokens.TryGetValue(Convert.ToHexString(hash), out var token) && !(token.Expires <= time.GetUtcNow()) ? token : null,
        cancellation);

    public Task AddAsync(byte[] hash, TokenRow token, CancellationToken cancellation = default)
    {
        token.Checked();
        return database.RunAsync(rows => rows.Tokens.TryAdd(Convert.ToHexString(hash), token), cancellation);
    }

    public Task AddAsync(ManagerRow manager, CancellationToken cancellation = default)
    {
        manager.Checked();
        return database.RunAsync(
            rows =>
            {
                if (rows.Managers.Values.Any(other => other.Name == manager.Name))
                    throw new InvalidOperationException($"there is a site {manager.Name} already");
                rows.Managers.Add(manager.Id, manager);
                return manager;
            },
            cancellation);
    }

    public Task<ManagerRow> FirstAsync(ManagerRow manager, CancellationToken cancellation = default)
    {
        manager.Checked();
        return database.RunAsync(
            rows =>
            {
                if (rows.Managers.Count == 0)
                    rows.Managers.Add(manager.Id, manager);
                return Counted(rows, rows.Managers.Values.OrderBy(known => known.Name, StringComparer.Ordinal).First());
            },
            cancellation);
    }

    public Task<ManagerRow?> FindAsync(ManagerId manager, CancellationToken cancellation = default) => database.RunAsync(
        rows => rows.Managers.TryGetValue(manager, out var known) ? Counted(rows, known) : null, cancellation);

    public Task<IReadOnlyList<ManagerRow>> ListAsync(CancellationToken cancellation = default) =>
        database.RunAsync<IReadOnlyList<ManagerRow>>(
            rows => [.. rows.Managers.Values.OrderBy(manager => manager.Name, StringComparer.Ordinal).Select(manager => Counted(rows, manager))],
            cancellation);

    private static ManagerRow Counted(MemoryRows rows, ManagerRow manager) => manager with { Workers = rows.SignedOn(manager.Id).Count() };
}
