using System.Collections.Concurrent;
using Almagest.Model;
using Almagest.Query.GuardedSql;

namespace Almagest.Server.Apis.Sql;

/// <summary>How many queries each tenant runs now. Full is an answer: nobody waits in line. Safe for concurrent use.</summary>
public sealed class SqlSlots(SqlOptions options)
{
    readonly ConcurrentDictionary<TenantId, int> _running = new();

    /// <summary>Takes a place until disposed.</summary>
    /// <exception cref="SqlProblemException">All places of the tenant are taken.</exception>
    internal IDisposable Take(TenantId tenant)
    {
        if (_running.AddOrUpdate(tenant, 1, static (_, n) => n + 1) <= options.MaxConcurrentPerTenant) return new Slot(this, tenant);
        Leave(tenant);
        throw new SqlProblemException(new SqlProblem(SqlProblemKind.Busy, "too_many_queries",
            $"{options.MaxConcurrentPerTenant} queries of tenant \"{tenant}\" are running; wait for one to end or cancel one"));
    }

    void Leave(TenantId tenant)
    {
        // An idle tenant leaves no entry behind: anybody may make up tenant names.
        if (_running.AddOrUpdate(tenant, 0, static (_, n) => n - 1) == 0) _running.TryRemove(new(tenant, 0));
    }

    sealed class Slot(SqlSlots slots, TenantId tenant) : IDisposable
    {
        public void Dispose() => slots.Leave(tenant);
    }
}
