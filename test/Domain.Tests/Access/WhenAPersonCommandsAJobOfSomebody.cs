using Flamenco.Domain.Access;
using Shouldly;

namespace Flamenco.Domain.Tests.Access;

public class WhenAPersonCommandsAJobOfSomebody
{
    [Theory]
    [InlineData(Roles.Viewer, "ada", false)]
    [InlineData(Roles.Artist, "ada", true)]
    [InlineData(Roles.Artist, "ben", false)]
    [InlineData(Roles.Operator, "ben", true)]
    [InlineData(Roles.Admin, "ben", true)]
    [InlineData(Roles.Join, "ada", false)]
    [InlineData(Roles.Manager, "ada", false)]
    public void artists_command_their_own_and_operators_all(string role, string name, bool allowed) =>
        Roles.MayCommand(role, name, submittedBy: "ada").ShouldBe(allowed);

    [Fact]
    public void each_role_of_people_holds_those_below_it() =>
        new[] { Roles.Viewer, Roles.Artist, Roles.Operator, Roles.Admin }.Select(role => Roles.AtLeast(role).Count).ShouldBe([4, 3, 2, 1]);
}
