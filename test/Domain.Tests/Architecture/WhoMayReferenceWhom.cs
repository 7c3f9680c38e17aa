using NetArchTest.Rules;
using Shouldly;

namespace Flamenco.Domain.Tests.Architecture;

public class WhoMayReferenceWhom
{
    /// <summary>The dependency rule, see CONTRIBUTING.md: a project may reference these and no others.</summary>
    private static readonly Dictionary<string, string[]> MayReference = new()
    {
        ["Domain"] = [],
        ["Contracts"] = [],
        ["Grains.Interfaces"] = ["Domain"],
        ["Storage"] = ["Domain"],
        ["Grains"] = ["Domain", "Grains.Interfaces", "Storage"],
        ["JobTypes"] = ["Domain"],
        ["SiteServices"] = ["Contracts"],
        ["Http"] = ["Contracts", "Domain", "Grains.Interfaces"],
        ["Silo"] = ["Domain", "Contracts", "Grains", "Grains.Interfaces", "Http", "JobTypes", "Storage"],
        ["ManagerGateway"] = ["Contracts", "Domain", "Grains.Interfaces", "Http", "SiteServices"],
        ["Worker"] = ["Contracts", "Domain"],
        ["Cli"] = ["Contracts", "Silo", "ManagerGateway", "Worker"],
    };

    private static readonly IReadOnlyDictionary<string, ProjectFile> Projects = Repository.Projects("src");

    public static TheoryData<string> EveryProject() => [.. Projects.Keys];

    [Theory]
    [MemberData(nameof(EveryProject))]
    public void a_project_references_only_what_the_rule_allows(string project)
    {
        MayReference.ShouldContainKey(project, $"{project} is new: say here and in CONTRIBUTING.md what it may reference");
        Projects[project].Projects.Except(MayReference[project]).ShouldBeEmpty($"{project} must not reference these");
    }

    [Fact]
    public void every_project_of_the_rule_exists() => MayReference.Keys.Except(Projects.Keys).ShouldBeEmpty();

    [Fact]
    public void faults_need_nothing_and_only_tests_need_them()
    {
        var faults = Repository.Projects("test")["Faults"];

        faults.Projects.ShouldBeEmpty();
        faults.Packages.ShouldBeEmpty();
        Projects.Values.Where(project => project.Projects.Contains("Faults")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Domain")]
    [InlineData("Contracts")]
    public void rules_and_contracts_need_no_packages(string project) => Projects[project].Packages.ShouldBeEmpty();

    [Theory]
    [InlineData("ManagerGateway", "Grains", "Storage", "Silo", "JobTypes")]
    [InlineData("Worker", "Grains.Interfaces", "Grains", "Storage", "Silo", "ManagerGateway", "SiteServices", "JobTypes")]
    [InlineData("SiteServices", "Domain", "Grains.Interfaces", "Grains", "Storage")]
    [InlineData("Grains", "Contracts", "Silo", "JobTypes")]
    public void not_even_by_a_detour(string project, params string[] forbidden) => Reached(project).Intersect(forbidden).ShouldBeEmpty();

    [Theory]
    [InlineData("ManagerGateway", "Microsoft.Orleans.Server", "AdoNet", "Sqlite", "Npgsql")]
    [InlineData("Worker", "Orleans", "AdoNet", "Npgsql", "AspNetCore")]
    [InlineData("Cli", "Orleans", "Sqlite", "Npgsql")]
    [InlineData("Grains", "AspNetCore", "Sqlite", "Npgsql")]
    [InlineData("Grains.Interfaces", "AspNetCore", "Sqlite", "Npgsql", "Orleans.Server")]
    [InlineData("Http", "Microsoft.Orleans.Server", "AdoNet", "Sqlite", "Npgsql")]
    [InlineData("Storage", "Orleans.Server", "Orleans.Client", "AspNetCore")]
    [InlineData("JobTypes", "Orleans", "AspNetCore", "Sqlite", "Npgsql")]
    public void a_project_does_without_these_packages(string project, params string[] forbidden) =>
        Projects[project].Packages.Where(package => forbidden.Any(package.Contains)).ShouldBeEmpty();

    [Theory]
    [InlineData("Grains", "Microsoft.AspNetCore", "System.Data", "Microsoft.Data", "Npgsql", "System.Net.Http")]
    [InlineData("Grains.Interfaces", "Microsoft.AspNetCore", "System.Data", "Microsoft.Data", "Npgsql", "Flamenco.Contracts")]
    [InlineData("ManagerGateway", "System.Data", "Microsoft.Data", "Npgsql")]
    [InlineData("Http", "System.Data", "Microsoft.Data", "Npgsql")]
    [InlineData("Worker", "Orleans", "Microsoft.AspNetCore")]
    [InlineData("Storage", "Microsoft.AspNetCore", "Flamenco.Contracts")]
    public void its_sources_do_not_use_what_a_framework_would_let_them(string project, params string[] forbidden) =>
        Repository.Sources(Path.Combine("src", project))
            .SelectMany(path => File.ReadLines(path)
                .Select(line => line.TrimStart())
                .Where(line => line.StartsWith("using ", StringComparison.Ordinal))
                .Where(line => forbidden.Any(name => line.Contains($" {name}.", StringComparison.Ordinal) || line.Contains($" {name};", StringComparison.Ordinal)))
                .Select(line => $"{Path.GetRelativePath(Repository.Root, path)}: {line}"))
            .ShouldBeEmpty();

    [Fact]
    public void rules_know_no_clock_no_files_no_network_and_no_threads() =>
        NamesOfFailing(Types.InAssembly(typeof(Domain.Identity.JobId).Assembly)
            .ShouldNot()
            .HaveDependencyOnAny(
                "Orleans", "Microsoft", "System.Data", "System.IO", "System.Net", "System.Diagnostics.Process",
                "System.Threading.Thread", "System.Threading.Timer", "System.TimeProvider", "System.Console")
            .GetResult()).ShouldBeEmpty();

    [Fact]
    public void job_types_are_rules_too() =>
        NamesOfFailing(Types.InAssembly(typeof(Flamenco.JobTypes.BuiltInJobTypes).Assembly)
            .ShouldNot()
            .HaveDependencyOnAny("Orleans", "Microsoft.AspNetCore", "System.Data", "System.Net", "System.IO.File", "System.IO.Directory")
            .GetResult()).ShouldBeEmpty();

    private static IEnumerable<string> NamesOfFailing(TestResult result) => result.FailingTypeNames ?? [];

    private static HashSet<string> Reached(string project)
    {
        var reached = new HashSet<string>();
        var ahead = new Queue<string>([project]);
        while (ahead.TryDequeue(out var next))
        {
            foreach (var reference in Projects[next].Projects.Where(reached.Add))
                ahead.Enqueue(reference);
        }

        return reached;
    }
}
