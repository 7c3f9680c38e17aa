namespace Flamenco.Server.Tests.Stores;

/// <summary>A store whose rows a test can break, past everything that the store allows.</summary>
public interface ISqlUnderTest
{
    Task ExecuteAsync(string sql);
}
