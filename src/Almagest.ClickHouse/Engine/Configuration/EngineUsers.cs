using System.Xml.Linq;

namespace Almagest.ClickHouse.Engine.Configuration;

/// <summary>
/// Writes <c>users.xml</c>: <c>default</c>, which only boots; <c>almagest</c>, which owns the database; <c>reader</c>, which runs
/// what people type.
/// </summary>
/// <remarks>
/// The profile of <c>reader</c> is not read-only by itself, because then a request could not set anything. The server sends
/// <c>readonly=1</c> with the other settings in the URL: those are applied together, and from then on neither <c>SETTINGS</c> in
/// the text nor <c>SET</c> changes one ("Cannot modify … in readonly mode", 164). It must never be left out for people's SQL.
/// </remarks>
static class EngineUsers
{
    public const string BootProfile = "boot";

    public static string Write(EngineOptions options, EngineSecrets secrets) =>
        new XElement("clickhouse",
            new XElement("profiles", new XElement(BootProfile, new XElement("max_execution_time", 0)), WriterProfile(), ReaderProfile(options)),
            new XElement("quotas", new XElement("default")),
            new XElement("users", Boot(), Writer(secrets), Reader(options.Reader, secrets))).ToString();

    static XElement WriterProfile() => new(EngineHttp.Writer,
        // Inserts are batched by us and must be answered once they are stored.
        new XElement("async_insert", 0),
        new XElement("deduplicate_blocks_in_dependent_materialized_views", 1),
        // Late data may touch many days at once; the default refuses more than 100 partitions.
        new XElement("max_partitions_per_insert_block", 1000));

    static XElement ReaderProfile(EngineOptions options)
    {
        var limit = EngineMemory.Limit(options);
        return new(EngineHttp.Reader,
            new XElement("max_memory_usage", limit / 2),
            new XElement("max_execution_time", 60),
            new XElement("max_result_rows", 10_000_000),
            new XElement("result_overflow_mode", "throw"),
            new XElement("allow_ddl", 0),
            new XElement("allow_introspection_functions", 0),
            new XElement("cancel_http_readonly_queries_on_client_close", 1),
            new XElement("constraints",
                Range("max_execution_time", 1, 3600),
                new XElement("allow_introspection_functions", new XElement("max", 0))));
    }

    // The library logs in as this user without a password; it can open the port and read the control pipe, nothing else.
    static XElement Boot() => User("default", new XElement("password"), BootProfile,
        Grants("GRANT SYSTEM LISTEN ON *.*", "GRANT CREATE TEMPORARY TABLE ON *.*", "GRANT READ ON FILE"));

    static XElement Writer(EngineSecrets secrets) => User(EngineHttp.Writer, Password(secrets.WriterPassword), EngineHttp.Writer,
        new XElement("access_management", 1),
        new XElement("named_collection_control", 1));

    static XElement Reader(ReaderAccess access, EngineSecrets secrets)
    {
        string[] names = [.. access.Tables, .. access.Views];
        var grants = names is [] ? Grants($"GRANT SELECT ON {EngineHttp.Database}.*") : Grants([.. names.Select(Select)]);
        return User(EngineHttp.Reader, Password(secrets.ReaderPassword), EngineHttp.Reader, grants, Filters(access));
    }

    static string Select(string table) => $"GRANT SELECT ON {EngineHttp.Database}.{table}";

    static XElement? Filters(ReaderAccess access) => access.RowFilter is not { } filter ? null : new("databases",
        new XElement(EngineHttp.Database, access.Tables.Select(table => new XElement(table, new XElement("filter", filter)))));

    static XElement User(string name, XElement password, string profile, params object?[] rest) => new(name,
        password,
        new XElement("networks", new XElement("ip", "127.0.0.1")),
        new XElement("profile", profile),
        new XElement("quota", "default"),
        rest);

    static XElement Password(string password) => new("password_sha256_hex", EngineSecrets.Sha256(password));

    static XElement Grants(params string[] grants) => new("grants", grants.Select(static g => new XElement("query", g)));

    // 0 means "no limit" and would pass a maximum, hence the minimum.
    static XElement Range(string setting, long min, long max) => new(setting, new XElement("min", min), new XElement("max", max));
}
