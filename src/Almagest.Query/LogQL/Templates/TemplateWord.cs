using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.LogQL.Templates;

/// <summary>What a word of an action is.</summary>
enum WordKind
{
    Name,
    Field,
    Variable,
    Text,
    Number,
    Sign,

    /// <summary>What can not be read: its text is the fault, told when the parser comes to it, as Go's parser does.</summary>
    Fault,
}

/// <summary>A word of an action.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text; of a quoted text its value.</param>
/// <param name="Spaced">Whether space stands before it: <c>a.b</c> is one operand, <c>a .b</c> two.</param>
readonly record struct TemplateWord(WordKind Kind, string Text, bool Spaced)
{
    const int MostShown = 10;

    /// <summary>Where it begins in the template.</summary>
    internal int At { get; init; }

    /// <summary>As it is written.</summary>
    internal string Source { get; init; } = "";

    /// <summary>The word in a message.</summary>
    internal string Shown => this switch
    {
        { Kind: WordKind.Field, Text: "" } => "<.>",
        { Kind: WordKind.Name, Text: "nil" or "if" or "else" or "end" or "range" or "with" or "template" or "define" or "block" or "break" or "continue" } => $"<{Text}>",
        { Source: var source } => source.Length > MostShown ? GoText.Quote(GoText.FirstRunes(source, MostShown)) + "..." : GoText.Quote(source),
    };
}
