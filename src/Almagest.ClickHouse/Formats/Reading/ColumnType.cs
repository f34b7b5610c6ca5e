namespace Almagest.ClickHouse.Formats.Reading;

/// <summary>A ClickHouse type, read from its text.</summary>
/// <param name="Name">The name before the parenthesis, such as <c>Array</c>.</param>
/// <param name="Arguments">What stands inside the parentheses.</param>
/// <param name="Text">The whole type as the server wrote it.</param>
public sealed record ColumnType(string Name, IReadOnlyList<TypeArgument> Arguments, string Text)
{
    /// <summary>The type of the n-th argument.</summary>
    /// <exception cref="FormatException">There is no such argument, or it is no type.</exception>
    public ColumnType Inner(int index = 0) =>
        index < Arguments.Count && Arguments[index].Type is { } type ? type : throw new FormatException($"type \"{Text}\" lacks an inner type");

    /// <summary>The n-th argument as a number, such as the 9 of <c>DateTime64(9, 'UTC')</c>.</summary>
    /// <exception cref="FormatException">There is no such argument, or it is no number.</exception>
    public int Number(int index = 0) =>
        index < Arguments.Count && Arguments[index].Number is { } number and >= 0 and <= 1 << 20
            ? (int)number : throw new FormatException($"type \"{Text}\" lacks a number");

    /// <summary>Reads the text of a type.</summary>
    /// <exception cref="FormatException">It is not one.</exception>
    public static ColumnType Parse(string text) => new TypeParser(text).Parse();

    /// <inheritdoc/>
    public override string ToString() => Text;
}

/// <summary>One argument of a type: a type with an optional field name, a number, a text, or an enumeration's member.</summary>
/// <param name="Label">The field's name (Tuple, Nested), the member's name (Enum), or the text itself (a time zone).</param>
/// <param name="Type">The type, or null.</param>
/// <param name="Number">The number, or null.</param>
public sealed record TypeArgument(string? Label, ColumnType? Type, long? Number);
