using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Flamenco.Storage;

/// <summary>The versioned schema of one kind of database: numbered scripts inside this assembly, each applied once and remembered with its checksum.</summary>
internal sealed class SchemaScripts
{
    private const string Extension = ".sql";
    private const int DigitsOfAVersion = 3;

    private readonly SortedDictionary<int, SchemaScript> _scripts = [];

    /// <param name="kind">The folder of this project with the scripts, as in <c>KIND/Schema/001-first.sql</c>.</param>
    public SchemaScripts(string kind)
    {
        var assembly = Assembly.GetExecutingAssembly();
        var folder = $"{assembly.GetName().Name}.{kind}.Schema.";
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(folder, StringComparison.Ordinal) && name.EndsWith(Extension, StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            var text = reader.ReadToEnd();
            var version = int.Parse(name.AsSpan(folder.Length, DigitsOfAVersion));
            _scripts.Add(version, new SchemaScript(version, text, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))));
        }
    }

    /// <summary>The scripts that a database does not have yet, in their order.</summary>
    /// <param name="applied">The checksums by version that the database has.</param>
    /// <exception cref="SchemaException">It was made by a newer version or another build.</exception>
    public IReadOnlyList<SchemaScript> Missing(IReadOnlyDictionary<int, string> applied)
    {
        foreach (var (version, checksum) in applied)
        {
            if (!_scripts.TryGetValue(version, out var known))
                throw new SchemaException($"this database has schema version {version}, which is newer than this program; start the newer version of Flamenco");
            if (known.Checksum != checksum)
                throw new SchemaException($"schema version {version} of this database was made by another build of Flamenco; start that one, or begin with an empty database");
        }

        return [.. _scripts.Values.Where(script => !applied.ContainsKey(script.Version))];
    }
}

internal sealed record SchemaScript(int Version, string Text, string Checksum);
