using System.Reflection;
using Flamenco.Grains.Interfaces;

namespace Flamenco.Server.Tests.Wire;

/// <summary>Silos of two versions run side by side during an upgrade: what they say to each other must not change by accident.</summary>
public class TheWireContract
{
    private static readonly string[] Names = [.. typeof(WireNames)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (string)field.GetValue(null)!)];

    [Fact]
    public void has_a_name_for_every_interface_and_every_type_that_travels() =>
        WireContract.Interfaces.Concat(WireContract.Records)
            .Where(type => WireContract.Alias(type) is null)
            .Select(type => type.FullName)
            .ShouldBeEmpty("each needs [Alias(WireNames.…)]");

    [Fact]
    public void has_a_name_for_every_method() =>
        WireContract.Interfaces
            .SelectMany(type => type.GetMethods())
            .Where(method => WireContract.Alias(method) is null)
            .Select(method => $"{method.DeclaringType!.Name}.{method.Name}")
            .ShouldBeEmpty("each needs [Alias(\"…\")]");

    [Fact]
    public void takes_the_names_of_types_from_one_place() =>
        WireContract.Interfaces.Concat(WireContract.Records)
            .Select(WireContract.Alias)
            .Where(alias => alias is not null && !Names.Contains(alias))
            .ShouldBeEmpty("these do not stand in WireNames");

    [Fact]
    public void uses_every_name_in_that_place() =>
        Names.Except(WireContract.Interfaces.Concat(WireContract.Records).Select(type => WireContract.Alias(type) ?? ""))
            .ShouldBeEmpty("no type has these names");

    [Fact]
    public void gives_no_name_twice()
    {
        var types = WireContract.Interfaces.Concat(WireContract.Records).Select(type => WireContract.Alias(type));
        var methods = WireContract.Interfaces.SelectMany(type => type.GetMethods()).Select(method => $"{method.DeclaringType!.Name} {WireContract.Alias(method)}");

        types.Concat(methods).GroupBy(name => name).Where(same => same.Count() > 1).Select(same => same.Key).ShouldBeEmpty();
    }

    [Fact]
    public void numbers_every_member_once()
    {
        var records = WireContract.Records.Where(type => !type.IsEnum).ToList();

        records.SelectMany(WireContract.Forgotten).Select(member => $"{member.DeclaringType!.Name}.{member.Name}").ShouldBeEmpty("each needs [Id(n)]");
        records
            .Where(record => WireContract.Members(record).Select(member => member.Id).Distinct().Count() < WireContract.Members(record).Count)
            .ShouldBeEmpty("an id may stand once");
    }

    [Fact]
    public Task is_the_one_that_was_committed() => CommittedFile.ShouldSayAsync(WireContract.Render(), "test", "Server.Tests", "Wire", "contract.txt");
}
