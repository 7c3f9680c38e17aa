using Flamenco.Http.Hosting;
using Flamenco.ManagerGateway;
using Flamenco.Site.Tests.Gateway.Harness;
using Microsoft.Extensions.Configuration;
using Shouldly;

namespace Flamenco.Site.Tests.Gateway;

public sealed class WhenASiteIsConfigured : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void it_has_a_name_a_shared_folder_and_variables_without_any_configuration()
    {
        var settings = Settings();

        settings.Name.ShouldBe("Flamenco");
        settings.SharedStorage.ShouldBe(_folder.File("shared"));
        Directory.Exists(settings.SharedStorage).ShouldBeTrue();
        settings.Variables.Expand("{blender} {blenderArgs}", "linux").ShouldBe("blender -b -Y");
    }

    [Fact]
    public void its_own_values_stand_before_the_defaults()
    {
        var settings = Settings(
            ("Name", "North"), ("SharedStorage", _folder.File("farm")),
            ("Variables:blender:linux", "/opt/blender"), ("Variables:jobs:all", "/farm/jobs"));

        settings.Name.ShouldBe("North");
        settings.SharedStorage.ShouldBe(_folder.File("farm"));
        settings.Variables.Expand("{blender} {blenderArgs} {jobs}", "linux").ShouldBe("/opt/blender -b -Y /farm/jobs");
    }

    [Fact]
    public void a_variable_without_values_is_refused_by_its_name_with_an_example() =>
        Refused(() => Settings(("Variables:blender", "/opt/blender"))).ShouldSatisfyAllConditions(
            message => message.ShouldContain("Variables:blender"),
            message => message.ShouldContain("\"linux\""));

    [Fact]
    public void a_shared_folder_that_can_not_be_made_is_refused_by_its_name()
    {
        File.WriteAllText(_folder.File("file"), "");

        Refused(() => Settings(("SharedStorage", _folder.File("file/shared")))).ShouldContain("SharedStorage");
    }

    [Fact]
    public void a_manager_without_a_data_folder_says_how_to_name_one() =>
        Refused(() => Build("--manager-key-file", Key(), "--server", "http://127.0.0.1:1")).ShouldContain("--data");

    [Fact]
    public void a_data_folder_that_can_not_be_made_is_refused_by_its_name()
    {
        File.WriteAllText(_folder.File("file"), "");

        Refused(() => Build("--data", _folder.File("file/data"), "--manager-key-file", Key(), "--server", "http://127.0.0.1:1"))
            .ShouldContain(_folder.File("file/data"));
    }

    [Fact]
    public void a_manager_without_a_key_says_where_to_get_it() =>
        Refused(() => Build("--data", _folder.Path, "--manager-key-file", _folder.File("nothing"), "--server", "http://127.0.0.1:1"))
            .ShouldContain("Copy manager-key");

    [Fact]
    public void a_server_that_is_no_address_is_refused() =>
        Refused(() => Build("--data", _folder.Path, "--manager-key-file", Key(), "--server", "ftp:nowhere")).ShouldContain("ftp:nowhere");

    [Fact]
    public void a_network_without_tls_is_refused_unless_that_is_said() =>
        Refused(() => Build("--data", _folder.Path, "--manager-key-file", Key(), "--server", "http://127.0.0.1:1", "--urls", "http://0.0.0.0:0"))
            .ShouldContain("--insecure-http");

    [Fact]
    public void a_url_that_is_none_is_refused() =>
        Refused(() => Build("--data", _folder.Path, "--manager-key-file", Key(), "--server", "http://127.0.0.1:1", "--urls", "nonsense"))
            .ShouldContain("nonsense");

    [Fact]
    public void a_configuration_file_that_is_not_there_is_refused() =>
        Refused(() => Build("--config", _folder.File("nothing.json"))).ShouldContain("nothing.json");

    [Fact]
    public void a_configuration_file_that_is_no_json_is_refused_by_its_name()
    {
        File.WriteAllText(_folder.File("broken.json"), "{ \"Name\": ");

        Refused(() => Build("--config", _folder.File("broken.json"))).ShouldContain("broken.json");
    }

    private static string Refused(Action start) => Should.Throw<RefusedToStartException>(start).Message;

    private static void Build(params string[] args) => GatewayHost.Build(["--allow-root", .. args]);

    private string Key()
    {
        File.WriteAllText(_folder.File("manager-key"), "a key");
        return _folder.File("manager-key");
    }

    private SiteSettings Settings(params (string Key, string Value)[] values) => SiteSettings.Of(
        new ConfigurationBuilder().AddInMemoryCollection(values.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))).Build(),
        _folder.Path);
}
