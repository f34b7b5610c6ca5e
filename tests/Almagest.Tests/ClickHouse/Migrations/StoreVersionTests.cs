using Almagest.ClickHouse.Migrations;

namespace Almagest.Tests.ClickHouse.Migrations;

public sealed class StoreVersionTests
{
    [Theory]
    [InlineData("24.8.4.13")]
    [InlineData("25.12.1")]
    [InlineData("26.1")]
    public void Old_store_is_refused_with_both_versions(string version)
    {
        var message = Should.Throw<MigrationException>(() => StoreVersion.Require(version)).Message;
        message.ShouldContain(version);
        message.ShouldContain("26.2");
    }

    [Theory]
    [InlineData("26.2.1.1")]
    [InlineData("26.7.2.1")]
    [InlineData("27.1.1.1-stable")]
    public void Newer_store_is_taken(string version) => StoreVersion.Require(version);
}
