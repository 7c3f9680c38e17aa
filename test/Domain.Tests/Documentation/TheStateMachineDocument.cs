using Flamenco.Domain.Tests.Architecture;
using Shouldly;

namespace Flamenco.Domain.Tests.Documentation;

public class TheStateMachineDocument
{
    private static readonly string Document = Path.Combine(Repository.Root, "docs", "state-machines.md");

    [Fact]
    public async Task says_what_the_code_does()
    {
        var rendered = StateMachineTables.Render();
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            await File.WriteAllTextAsync(Document, rendered);

        var written = File.Exists(Document) ? await File.ReadAllTextAsync(Document) : "";
        written.ShouldBe(rendered, "run UPDATE_DOCS=1 dotnet test test/Domain.Tests and look at the difference");
    }
}
