namespace Almagest.ClickHouse.Engine;

/// <summary>
/// What the account <c>reader</c> may select from. It can do nothing else in any case: no writing, no table functions that reach
/// files or the network, no tables of the engine's own.
/// </summary>
public sealed record ReaderAccess
{
    /// <summary>Tables of our database, by name. Empty together with <see cref="Views"/> means all of the database.</summary>
    public IReadOnlyList<string> Tables { get; init; } = [];

    /// <summary>Views of our database, by name.</summary>
    public IReadOnlyList<string> Views { get; init; } = [];

    /// <summary>
    /// A condition every row of <see cref="Tables"/> must meet to be visible, as a row policy; null shows all rows. It needs
    /// tables by name: a table without a policy would show everything.
    /// </summary>
    public string? RowFilter { get; init; }
}
