namespace Flamenco.Worker.Delivery.Disk;

/// <summary>SQLite's result codes that mean something to us.</summary>
internal static class SqliteCodes
{
    public const int Corrupt = 11;
    public const int Full = 13;
    public const int NotADatabase = 26;
}
