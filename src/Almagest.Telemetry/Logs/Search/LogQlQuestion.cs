using Almagest.Model;

namespace Almagest.Telemetry.Logs.Search;

/// <summary>A LogQL query of lines and when.</summary>
/// <param name="Tenant">Owner.</param>
/// <param name="Query">LogQL.</param>
/// <param name="FromNano">Begin, Unix nanoseconds.</param>
/// <param name="ToNano">End, not part of it.</param>
/// <param name="Source">The lines of the owner.</param>
/// <param name="Catalog">The streams.</param>
public sealed record LogQlQuestion(TenantId Tenant, string Query, long FromNano, long ToNano, LogSource Source, LogStreamCatalog Catalog);
