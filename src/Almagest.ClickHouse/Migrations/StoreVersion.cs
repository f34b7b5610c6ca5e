using System.Globalization;

namespace Almagest.ClickHouse.Migrations;

/// <summary>Which versions of ClickHouse can be the store: an older one would fail somewhere in the middle of the schema, with words nobody understands.</summary>
static class StoreVersion
{
    // The first in which text indexes, which log search needs, are no experiment.
    const int Year = 26;
    const int Release = 2;

    /// <exception cref="MigrationException">The store is too old.</exception>
    internal static void Require(string version)
    {
        var parts = version.Split('.');
        if (parts.Length < 2 || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var release))
            return;
        if (year < Year || (year == Year && release < Release))
            throw new MigrationException($"the store is ClickHouse {version}, which is too old: this program needs {Year}.{Release} or newer; upgrade it, or use the embedded engine (without --store)");
    }
}
