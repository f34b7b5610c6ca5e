using System.ComponentModel.DataAnnotations;
using Almagest.ClickHouse.Engine;

namespace Almagest.Tests.ClickHouse.Engine;

public sealed class EngineOptionsTests
{
    [Fact]
    public void Defaults_are_valid() => EngineOptionsCheck.Require(new EngineOptions { Folder = "/f" });

    [Theory]
    [InlineData(1L)]
    [InlineData(536_870_911L)]
    public void Small_ceiling_is_refused(long bytes) =>
        Refused(new EngineOptions { Folder = "/f", MemoryCeilingBytes = bytes }).ShouldContain(nameof(EngineOptions.MemoryCeilingBytes));

    [Fact]
    public void Unknown_log_level_is_refused() => Refused(new EngineOptions { Folder = "/f", LogLevel = "loud" }).ShouldContain(nameof(EngineOptions.LogLevel));

    [Fact]
    public void Row_filter_without_tables_is_refused() =>
        Refused(new EngineOptions { Folder = "/f", Reader = new ReaderAccess { RowFilter = "1" } }).ShouldContain("a row filter needs tables by name");

    [Theory]
    [InlineData("logs; GRANT ALL")]
    [InlineData("a.b")]
    [InlineData("")]
    [InlineData("1a")]
    public void Table_that_is_no_plain_name_is_refused(string table) =>
        Refused(new EngineOptions { Folder = "/f", Reader = new ReaderAccess { Tables = [table] } }).ShouldContain("is not a plain table name");

    [Theory]
    [InlineData(2_000_000_000, 1_500_000_000)]
    [InlineData(16_000_000_000, 4_000_000_000)]
    [InlineData(256_000_000_000, 8_000_000_000)]
    public void Ceiling_is_a_quarter_of_the_machine_within_bounds(long machine, long ceiling) => EngineMemory.DefaultCeiling(machine).ShouldBe(ceiling);

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0.5)]
    [InlineData(3, 1)]
    [InlineData(5, 4)]
    [InlineData(7, 15)]
    [InlineData(1000, 15)]
    public void Restart_waits_longer_after_each_failure(int failures, double seconds) => RestartDelay.After(failures).ShouldBe(TimeSpan.FromSeconds(seconds));

    static string Refused(EngineOptions options) => Should.Throw<ValidationException>(() => EngineOptionsCheck.Require(options)).Message;
}
