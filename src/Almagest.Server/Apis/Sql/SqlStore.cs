using System.Text;
using System.Text.Json;
using Almagest.ClickHouse.Http;
using Almagest.Model;
using Almagest.Query.GuardedSql;

namespace Almagest.Server.Apis.Sql;

/// <summary>
/// The layers that hold without the guard: each query runs as the account that may only select public tables, read-only, with
/// the tenant's row policies on every table and limits that the text cannot change, after the store's own parse of it was checked.
/// </summary>
public sealed class SqlStore(ClickHouseClient store, SqlPolicies policies, SqlCatalog catalog, SqlOptions options)
{
    const string AskForTree = "EXPLAIN AST ";

    /// <summary>A statement as it will be sent for a tenant: account, settings and limits, but no parameters yet.</summary>
    /// <exception cref="SqlProblemException">The store does not keep tenants apart.</exception>
    internal async ValueTask<Statement> PrepareAsync(string text, TenantId tenant, CancellationToken ct)
    {
        await policies.RequireAsync(ct);
        return Limit(new Statement(text)
        {
            AsReader = true,
            ReadOnly = true,
            // The row policies compare the tenant column with this value; without it they show no row at all.
            Caller = tenant.Value,
            Timeout = options.MaxExecutionTime,
            Database = catalog.Database,
        });
    }

    /// <summary>Has the store parse a text and checks the tree; nothing of it runs.</summary>
    /// <exception cref="SqlProblemException">The text does not parse, or its tree holds something that is not allowed.</exception>
    internal async Task CheckTreeAsync(Statement statement, string query, CancellationToken ct)
    {
        var ask = statement with { Sql = AskForTree + statement.Sql, QueryId = null };
        try
        {
            await using var result = await store.OpenAsync(ask, "TSVRaw", ct);
            using var text = new StreamReader(result.Body, Encoding.UTF8);
            SqlTree.Check((await text.ReadToEndAsync(ct)).Split('\n', StringSplitOptions.RemoveEmptyEntries), catalog);
        }
        catch (ClickHouseException failed)
        {
            throw new SqlProblemException(SqlProblems.Of(failed, query, AskForTree.Length));
        }
    }

    /// <summary>The statement, so that it reads no more hours of samples than it asks for.</summary>
    internal async Task<Statement> NarrowAsync(Statement statement, GuardedStatement query, CancellationToken ct)
    {
        var places = SampleHours.PlacesIn(query);
        if (places == 0)
            return statement;
        try
        {
            await using var result = await store.OpenAsync(statement with { Sql = SampleHours.AskForPlan + statement.Sql, QueryId = null }, "TSVRaw", ct);
            using var plan = await JsonDocument.ParseAsync(result.Body, cancellationToken: ct);
            return SampleHours.Narrow(statement, places, plan.RootElement);
        }
        catch (ClickHouseException)
        {
            // What is wrong with it is told when it runs.
            return statement;
        }
    }

    /// <summary>Runs a statement; errors are explained in terms of the user's text.</summary>
    internal async Task<RawResult> OpenAsync(Statement statement, string format, string query, CancellationToken ct)
    {
        try
        {
            return await store.OpenAsync(statement, format, ct);
        }
        catch (ClickHouseException failed)
        {
            throw new SqlProblemException(SqlProblems.Of(failed, query));
        }
        catch (StoreUnavailableException failed)
        {
            throw new SqlProblemException(SqlProblems.Of(failed));
        }
    }

    /// <summary>Stops a running query; false when none of that id runs.</summary>
    internal Task<bool> KillAsync(string queryId, CancellationToken ct) => store.KillAsync(queryId, ct);

    Statement Limit(Statement statement) => statement
        .Setting("max_memory_usage", options.MaxMemoryBytes)
        .Setting("max_rows_to_read", options.MaxRowsToRead)
        .Setting("max_bytes_to_read", options.MaxBytesToRead)
        .Setting("max_threads", options.MaxThreads)
        .Setting("timeout_overflow_mode", "throw")
        // Background work and ingest run at priority 0 and go first.
        .Setting("priority", 10)
        .Setting("max_ast_depth", 500)
        .Setting("max_ast_elements", 20_000)
        .Setting("max_subquery_depth", 50)
        .Setting("max_temporary_data_on_disk_size_for_query", options.MaxMemoryBytes * 4)
        .Setting("allow_ddl", 0)
        .Setting("allow_introspection_functions", 0)
        .Setting("allow_get_client_http_header", 0)
        // With it, which the embedded engine has on, "EXPLAIN AST FROM t" is a query of a column named EXPLAIN and not a question about the tree.
        .Setting("implicit_select", 0)
        // UNION alone means DISTINCT, as in the SQL standard.
        .Setting("union_default_mode", "DISTINCT");
}
