namespace Almagest.Query.LogQL.Templates;

/// <summary>An argument is of another kind than its function takes.</summary>
/// <param name="expected">The kind it takes, as Go calls it.</param>
/// <param name="value">The argument.</param>
sealed class ArgumentKindException(string expected, object? value) : FormatException($"wrong type for value; expected {expected}; got {TemplateValues.TypeName(value)}")
{
    /// <summary>The kind it takes.</summary>
    internal string Expected { get; } = expected;

    /// <summary>The very argument.</summary>
    internal object? Value { get; } = value;
}
