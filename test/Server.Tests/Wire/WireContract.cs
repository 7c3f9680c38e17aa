using System.Reflection;
using System.Text;
using Flamenco.Grains.Interfaces;
using Orleans.Concurrency;

namespace Flamenco.Server.Tests.Wire;

/// <summary>What silos and their clients say to each other, as it stands in the code.</summary>
internal static class WireContract
{
    public static IReadOnlyList<Type> Interfaces { get; } =
        [.. Mine().Where(type => type.IsInterface && type.IsAssignableTo(typeof(IAddressable))).OrderBy(Name, StringComparer.Ordinal)];

    public static IReadOnlyList<Type> Records { get; } =
        [.. Mine().Where(type => type.GetCustomAttribute<GenerateSerializerAttribute>() is not null).OrderBy(Name, StringComparer.Ordinal)];

    public static string? Alias(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>(inherit: false)?.Alias;

    /// <summary>Members of a record that travel, by their id.</summary>
    public static IReadOnlyList<(uint Id, PropertyInfo Member)> Members(Type record) =>
        [.. Properties(record)
            .Where(property => property.GetCustomAttribute<IdAttribute>() is not null)
            .Select(property => (property.GetCustomAttribute<IdAttribute>()!.Id, property))
            .OrderBy(member => member.Id)];

    /// <summary>State of a record that would be lost on the way, because it has no id.</summary>
    public static IEnumerable<PropertyInfo> Forgotten(Type record) => Properties(record)
        .Where(property => property.CanWrite && property.GetCustomAttribute<IdAttribute>() is null);

    public static string Render()
    {
        var text = new StringBuilder();
        foreach (var type in Interfaces)
        {
            text.Append("interface ").Append(Name(type)).Append('\n');
            foreach (var method in type.GetMethods().OrderBy(method => Alias(method) ?? method.Name, StringComparer.Ordinal))
                text.Append("  ").Append(Shown(method)).Append('\n');
            text.Append('\n');
        }

        foreach (var type in Records.Concat(EnumsOfTheDomain()))
        {
            text.Append(type.IsEnum ? "enum " : "record ").Append(Name(type)).Append('\n');
            foreach (var line in type.IsEnum ? Values(type) : Members(type).Select(member => $"{member.Id} {member.Member.Name}: {Shown(member.Member.PropertyType)}"))
                text.Append("  ").Append(line).Append('\n');
            text.Append('\n');
        }

        return text.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>They travel as numbers and are stored as such.</summary>
    private static IEnumerable<Type> EnumsOfTheDomain() => Records
        .SelectMany(Members)
        .Select(member => member.Member.PropertyType)
        .Where(type => type.IsEnum && !Records.Contains(type))
        .Distinct()
        .OrderBy(Name, StringComparer.Ordinal);

    private static IEnumerable<Type> Mine() =>
        typeof(WireNames).Assembly.GetExportedTypes().Where(type => type.Namespace?.StartsWith("Flamenco.Grains.Interfaces", StringComparison.Ordinal) is true);

    private static IEnumerable<PropertyInfo> Properties(Type record) =>
        record.GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.DeclaredOnly);

    private static IEnumerable<string> Values(Type type) =>
        Enum.GetValuesAsUnderlyingType(type).Cast<object>().Select(value => $"{value} {Enum.GetName(type, value)}");

    private static string Name(Type type) => Alias(type) ?? type.Name;

    private static string Shown(MethodInfo method)
    {
        var oneWay = method.GetCustomAttribute<OneWayAttribute>() is null ? "" : "one-way ";
        var parameters = string.Join(", ", method.GetParameters().Select(parameter => Shown(parameter.ParameterType)));
        return $"{oneWay}{Alias(method) ?? method.Name}({parameters}): {Shown(method.ReturnType)}";
    }

    private static string Shown(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
            return Shown(value) + "?";
        if (!type.IsGenericType)
            return Name(type);
        return $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GetGenericArguments().Select(Shown))}>";
    }
}
