using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Almagest.ClickHouse.Http;

/// <summary>
/// One SQL statement with everything that travels beside it. Values go into the text as <c>{name:Type}</c> and are given with
/// <c>With</c>: they reach the server as parameters, never as text; each may have up to 128 KiB in encoded form. Immutable; one instance may run many times.
/// </summary>
/// <param name="Sql">One statement of ClickHouse SQL, without a trailing semicolon or FORMAT clause.</param>
public sealed partial record Statement(string Sql)
{
    /// <summary>Values by parameter name, as given to <c>With</c>.</summary>
    public ImmutableDictionary<string, object?> Parameters { get; init; } = ImmutableDictionary<string, object?>.Empty;

    /// <summary>ClickHouse settings of this statement only; they win over those the client sets by itself.</summary>
    public ImmutableDictionary<string, string> Settings { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The id under which the server knows the running query; null lets the client make one per run.</summary>
    public string? QueryId { get; init; }

    /// <summary>Which part of the program asks; stored as <c>log_comment</c>, so that a slow query names its author.</summary>
    public string? Caller { get; init; }

    /// <summary>Sends <c>readonly=1</c>: the server refuses writes and changed settings, and may repeat the statement safely.
    /// Leave it off for an account whose profile is already read-only: such an account may not set it.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>Does not wait until rows that were accepted lately are stored: it reads nothing that is written that way.</summary>
    public bool MayLag { get; init; }

    /// <summary>The longest time the server may work on it; null leaves the profile's limit. The client gives up two seconds later.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Runs as the account that may only select, instead of the one that owns the database.</summary>
    public bool AsReader { get; init; }

    /// <summary>The database of unqualified names; null takes the store's.</summary>
    public string? Database { get; init; }

    /// <summary>Told about the work done so far, about every 200 ms while the query runs.</summary>
    public IProgress<QueryProgress>? Progress { get; init; }

    // The statement that stops others must not be stopped by another of its kind, without end.
    internal bool LeaveRunning { get; init; }

    /// <summary>A text, or SQL NULL (the declared type must then be Nullable).</summary>
    public Statement With(string name, string? value) => Add(name, value);

    /// <summary>A signed number of up to 64 bits.</summary>
    public Statement With(string name, long value) => Add(name, value);

    /// <summary>An unsigned number of up to 64 bits.</summary>
    public Statement With(string name, ulong value) => Add(name, value);

    /// <summary>A floating point number; NaN and the infinities are kept.</summary>
    public Statement With(string name, double value) => Add(name, value);

    /// <summary>A decimal number.</summary>
    public Statement With(string name, decimal value) => Add(name, value);

    /// <summary>A truth value; 1 or 0 when the declared type is a number.</summary>
    public Statement With(string name, bool value) => Add(name, value);

    /// <summary>A UUID.</summary>
    public Statement With(string name, Guid value) => Add(name, value);

    /// <summary>A calendar day.</summary>
    public Statement With(string name, DateOnly value) => Add(name, value);

    /// <summary>A moment, for DateTime64, DateTime, Date or an integer type (nanoseconds since 1970).</summary>
    public Statement With(string name, DateTimeOffset value) => Add(name, UnixNanos.Of(value));

    /// <summary>A moment as nanoseconds since 1970, for the same types as a <see cref="DateTimeOffset"/>.</summary>
    public Statement WithNanos(string name, long unixNano) => Add(name, new UnixNanos(unixNano));

    /// <summary>Texts, for Array(String) and the like; null elements need Array(Nullable(…)).</summary>
    public Statement With(string name, IEnumerable<string?> values) => Add(name, values.Cast<object?>().ToArray());

    /// <summary>Numbers, for Array(Int64) and the like.</summary>
    public Statement With(string name, IEnumerable<long> values) => Add(name, values.Cast<object?>().ToArray());

    /// <summary>Numbers, for Array(UInt64) and the like.</summary>
    public Statement With(string name, IEnumerable<ulong> values) => Add(name, values.Cast<object?>().ToArray());

    /// <summary>Numbers, for Array(Float64).</summary>
    public Statement With(string name, IEnumerable<double> values) => Add(name, values.Cast<object?>().ToArray());

    /// <summary>UUIDs, for Array(UUID).</summary>
    public Statement With(string name, IEnumerable<Guid> values) => Add(name, values.Cast<object?>().ToArray());

    /// <summary>Moments as nanoseconds since 1970, for arrays of the types of <see cref="WithNanos(string, long)"/>.</summary>
    public Statement WithNanos(string name, IEnumerable<long> unixNanos) =>
        Add(name, unixNanos.Select(static n => (object?)new UnixNanos(n)).ToArray());

    /// <summary>Texts by text, for Map(String, String).</summary>
    public Statement With(string name, IReadOnlyDictionary<string, string> values) =>
        Add(name, values.Select(static p => new KeyValuePair<string, object?>(p.Key, p.Value)).ToArray());

    /// <summary>Changes one setting of the server for this statement.</summary>
    public Statement Setting(string name, string value) => this with { Settings = Settings.SetItem(name, value) };

    /// <summary>Changes one setting of the server for this statement.</summary>
    public Statement Setting(string name, long value) => Setting(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Values as <c>param_name</c> pairs, each written for the type the text declares.</summary>
    internal IEnumerable<KeyValuePair<string, string>> RenderParameters()
    {
        var types = Parameters.IsEmpty ? [] : DeclaredTypes();
        foreach (var (name, value) in Parameters)
            yield return new("param_" + name, ParameterText.Write(value, types.GetValueOrDefault(name, "")));
    }

    Dictionary<string, string> DeclaredTypes()
    {
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (Match declared in Declaration().Matches(Sql))
            types[declared.Groups[1].Value] = declared.Groups[2].Value.Trim();
        return types;
    }

    Statement Add(string name, object? value) => this with { Parameters = Parameters.SetItem(name, value) };

    [GeneratedRegex(@"\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*:\s*([^{}]+)\}")]
    private static partial Regex Declaration();
}
