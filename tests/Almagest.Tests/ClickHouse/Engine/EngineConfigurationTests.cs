using System.Xml.Linq;
using Almagest.ClickHouse.Engine;
using Almagest.ClickHouse.Engine.Configuration;

namespace Almagest.Tests.ClickHouse.Engine;

public sealed class EngineConfigurationTests
{
    static readonly EngineSecrets Secrets = new("the-header", "writer-password", "reader-password");

    [Fact]
    public void Memory_limit_is_two_thirds_of_the_ceiling()
    {
        var config = Config(new EngineOptions { Folder = "/f", MemoryCeilingBytes = 3_000_000_000 });

        config.Element("max_server_memory_usage")!.Value.ShouldBe("2000000000");
    }

    [Fact]
    public void Only_ping_is_answered_without_the_secret()
    {
        var rules = Config(new EngineOptions { Folder = "/f" }).Element("http_handlers")!.Elements("rule").ToArray();

        rules.Length.ShouldBe(2);
        rules[0].Element("url")!.Value.ShouldBe("/ping");
        rules[0].Element("handler")!.Element("type")!.Value.ShouldBe("ping");
        rules[1].Element("headers")!.Element("X-Engine-Secret")!.Value.ShouldBe("the-header");
    }

    [Fact]
    public void No_port_but_http_is_opened()
    {
        var config = Config(new EngineOptions { Folder = "/f" });

        config.Elements().Select(static e => e.Name.LocalName).Where(static n => n.EndsWith("_port", StringComparison.Ordinal)).ShouldBe(["http_port"]);
        config.Elements("listen_host").Select(static e => e.Value).ShouldBe(["127.0.0.1"]);
    }

    [Theory]
    [InlineData(Durability.Process, null)]
    [InlineData(Durability.Power, "1")]
    public void Parts_are_flushed_only_for_power_durability(Durability durability, string? expected)
    {
        var config = Config(new EngineOptions { Folder = "/f", Durability = durability });

        config.Element("merge_tree")!.Element("fsync_after_insert")?.Value.ShouldBe(expected);
        (config.Element("merge_tree")!.Element("fsync_after_insert") is null).ShouldBe(expected is null);
    }

    [Fact]
    public void Passwords_are_written_as_hashes()
    {
        var text = EngineUsers.Write(new EngineOptions { Folder = "/f" }, Secrets);

        text.ShouldNotContain("writer-password");
        text.ShouldNotContain("reader-password");
        text.ShouldContain(EngineSecrets.Sha256("writer-password"));
    }

    [Fact]
    public void Reader_is_granted_the_named_tables_and_filtered_on_each()
    {
        var reader = Users(new ReaderAccess { Tables = ["logs", "spans"], Views = ["errors"], RowFilter = "tenant = 'a' AND n < 3" });

        reader.Element("grants")!.Elements("query").Select(static q => q.Value)
            .ShouldBe(["GRANT SELECT ON almagest.logs", "GRANT SELECT ON almagest.spans", "GRANT SELECT ON almagest.errors"]);
        reader.Element("databases")!.Element("almagest")!.Elements().Select(static t => (t.Name.LocalName, t.Element("filter")!.Value))
            .ShouldBe([("logs", "tenant = 'a' AND n < 3"), ("spans", "tenant = 'a' AND n < 3")]);
    }

    [Fact]
    public void Reader_without_named_tables_may_read_the_database()
    {
        var reader = Users(new ReaderAccess());

        reader.Element("grants")!.Elements("query").Select(static q => q.Value).ShouldBe(["GRANT SELECT ON almagest.*"]);
        reader.Element("databases").ShouldBeNull();
    }

    [Fact]
    public void Secrets_do_not_print_themselves() => Secrets.ToString().ShouldBe("EngineSecrets");

    [Fact]
    public void Secrets_differ_and_have_256_bits()
    {
        var values = new[] { EngineSecrets.Create(), EngineSecrets.Create() }.SelectMany(static s => new[] { s.Header, s.WriterPassword, s.ReaderPassword }).ToArray();

        values.Distinct().Count().ShouldBe(6);
        values.ShouldAllBe(static v => v.Length == 64);
    }

    static XElement Config(EngineOptions options) => XElement.Parse(EngineConfiguration.Write(new EngineFolder(options.Folder), options, Secrets));

    static XElement Users(ReaderAccess access) =>
        XElement.Parse(EngineUsers.Write(new EngineOptions { Folder = "/f", Reader = access }, Secrets)).Element("users")!.Element("reader")!;
}
