using System.Globalization;
using System.Xml.Linq;

namespace Almagest.ClickHouse.Engine.Configuration;

/// <summary>
/// Writes <c>config.xml</c>: where data and logs are, who is answered, and how much memory and how many threads the engine takes.
/// </summary>
static class EngineConfiguration
{
    /// <summary>Threads of the pools that work at once, of merges for one.</summary>
    public static int Cores => Math.Clamp(Environment.ProcessorCount, 2, 16);

    public static string Write(EngineFolder folder, EngineOptions options, EngineSecrets secrets) =>
        new XElement("clickhouse",
            Paths(folder),
            Log(folder, options),
            Access(folder),
            Handlers(secrets),
            Network(),
            Memory(EngineMemory.Limit(options)),
            Pools(Cores),
            Tables(options.Durability)).ToString();

    static object[] Paths(EngineFolder folder) =>
    [
        new XElement("path", folder.Data + "/"),
        new XElement("user_files_path", Path.Combine(folder.Data, "user_files") + "/"),
        new XElement("format_schema_path", Path.Combine(folder.Data, "format_schemas") + "/"),
        new XElement("backups", new XElement("allowed_path", Path.Combine(folder.Root, "backups") + "/")),
        new XElement("timezone", "UTC"),
        new XElement("send_crash_reports", new XElement("enabled", "false")),
    ];

    // <logger><level> is ignored by this form of the engine and would mean trace; only <log-level> counts.
    static object[] Log(EngineFolder folder, EngineOptions options) =>
    [
        new XElement("log-level", options.LogLevel),
        new XElement("logger",
            new XElement("log", folder.Log),
            new XElement("errorlog", folder.ErrorLog),
            new XElement("size", "10M"),
            new XElement("count", 3),
            // They say by the dozen a minute that they have nothing to do, and hide what matters.
            new XElement("levels", Quieter("BackgroundSchedulePool/BgStrmSchPool"), Quieter("BackgroundSchedulePool/BgSchPool")),
            new XElement("console", 1)),
    ];

    static XElement Quieter(string logger) => new("logger", new XElement("name", logger), new XElement("level", "error"));

    static object[] Access(EngineFolder folder) =>
    [
        new XElement("users_config", folder.Users),
        new XElement("user_directories", new XElement("users_xml", new XElement("path", folder.Users))),
        new XElement("default_profile", EngineUsers.BootProfile),
        new XElement("access_control_improvements",
            new XElement("select_from_system_db_requires_grant", "true"),
            new XElement("select_from_information_schema_requires_grant", "true"),
            new XElement("users_without_row_policies_can_read_rows", "true"),
            new XElement("settings_constraints_replace_previous", "true")),
    ];

    // The built-in user "default" must keep an empty password or the engine does not start, so whoever does not know the header
    // must not get as far as a login.
    static XElement Handlers(EngineSecrets secrets) => new("http_handlers",
        new XElement("rule",
            new XElement("url", "/ping"),
            new XElement("handler", new XElement("type", "ping"))),
        new XElement("rule",
            new XElement("headers", new XElement(EngineHttp.SecretHeader, secrets.Header)),
            new XElement("handler",
                new XElement("type", "dynamic_query_handler"),
                new XElement("query_param_name", "query"))));

    // No tcp_port: it has no place for the secret. Port 0 takes a free one, which the boot query writes to a file.
    static object[] Network() =>
    [
        new XElement("listen_host", "127.0.0.1"),
        new XElement("http_port", 0),
        new XElement("keep_alive_timeout", 30),
        new XElement("max_connections", 1024),
    ];

    static object[] Memory(long limit) =>
    [
        new XElement("max_server_memory_usage", limit),
        new XElement("mark_cache_size", Share(limit, 16)),
        new XElement("index_mark_cache_size", Share(limit, 32)),
        new XElement("primary_index_cache_size", Share(limit, 32)),
        new XElement("uncompressed_cache_size", 0),
        new XElement("index_uncompressed_cache_size", 0),
        new XElement("mmap_cache_size", 64),
        new XElement("compiled_expression_cache_size", 16 << 20),
        new XElement("compiled_expression_cache_elements_size", 1000),
    ];

    // Idle threads cost little memory but much address space and many wake-ups: pools of the sizes meant for servers with many
    // cores made the idle process twice as large.
    static object[] Pools(int cores) =>
    [
        new XElement("background_pool_size", cores),
        new XElement("background_merges_mutations_concurrency_ratio", 2),
        new XElement("background_schedule_pool_size", Math.Max(4, cores)),
        new XElement("background_common_pool_size", 2),
        new XElement("background_fetches_pool_size", 1),
        new XElement("background_move_pool_size", 1),
        new XElement("background_buffer_flush_schedule_pool_size", 1),
        new XElement("background_distributed_schedule_pool_size", 1),
        new XElement("background_message_broker_schedule_pool_size", 1),
        new XElement("max_thread_pool_size", 1000),
        new XElement("max_thread_pool_free_size", 10),
    ];

    static object[] Tables(Durability durability) =>
    [
        // Retention drops whole partitions, which may be larger than the 50 GB that ClickHouse drops without further questions.
        new XElement("max_table_size_to_drop", 0),
        new XElement("max_partition_size_to_drop", 0),
        new XElement("merge_tree",
            new XElement("non_replicated_deduplication_window", 10_000),
            new XElement("merge_max_block_size_bytes", 4 << 20),
            new XElement("number_of_free_entries_in_pool_to_lower_max_size_of_merge", 2),
            new XElement("number_of_free_entries_in_pool_to_execute_mutation", 2),
            new XElement("number_of_free_entries_in_pool_to_execute_optimize_entire_partition", 2),
            durability == Durability.Power ? Flushing() : null),
    ];

    static object[] Flushing() =>
    [
        new XElement("fsync_after_insert", 1),
        new XElement("fsync_part_directory", 1),
        new XElement("min_rows_to_fsync_after_merge", 1),
        new XElement("min_compressed_bytes_to_fsync_after_merge", 1),
    ];

    static string Share(long limit, int part) => Math.Clamp(limit / part, 16L << 20, 512L << 20).ToString(CultureInfo.InvariantCulture);
}
