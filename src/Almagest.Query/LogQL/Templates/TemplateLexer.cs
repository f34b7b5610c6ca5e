using Almagest.Query.PromQL.Syntax;

namespace Almagest.Query.LogQL.Templates;

/// <summary>What a word of an action is.</summary>
enum WordKind
{
    End,
    Name,
    Field,
    Variable,
    Text,
    Number,
    Sign,
}

/// <summary>A word of an action.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text; of a quoted text its value.</param>
/// <param name="Spaced">Whether space stands before it: <c>a.b</c> is one operand, <c>a .b</c> two.</param>
readonly record struct TemplateWord(WordKind Kind, string Text, bool Spaced)
{
    /// <summary>Where it begins in the template.</summary>
    internal int At { get; init; }

    /// <summary>As it is written.</summary>
    internal string Source { get; init; } = "";
}

/// <summary>Cuts the inside of <c>{{ … }}</c> into words.</summary>
/// <param name="name">Name of the template.</param>
/// <param name="action">The inside.</param>
/// <param name="begin">Where it begins in the template.</param>
sealed class TemplateLexer(string name, string action, int begin)
{
    int _at;
    bool _spaced = true;

    internal List<TemplateWord> All()
    {
        var words = new List<TemplateWord>();
        while (true)
        {
            while (_at < action.Length && char.IsWhiteSpace(action[_at]))
                (_at, _spaced) = (_at + 1, true);
            var start = _at;
            if (Next() is not { Kind: not WordKind.End } word)
                return words;
            words.Add(word with { At = begin + start, Source = action[start.._at] });
            _spaced = false;
        }
    }

    TemplateWord Next()
    {
        var spaced = _spaced;
        if (_at >= action.Length)
            return new TemplateWord(WordKind.End, "", spaced);
        var letter = action[_at];
        var start = _at;
        if (letter is '"' or '\'')
            return Quoted(letter, spaced);
        if (letter == '`')
        {
            var end = action.IndexOf('`', _at + 1);
            if (end < 0)
                throw Fault("unterminated raw quoted string");
            _at = end + 1;
            return new TemplateWord(WordKind.Text, action[(start + 1)..end], spaced);
        }

        if (letter is '.' or '$' && !(letter == '.' && _at + 1 < action.Length && char.IsAsciiDigit(action[_at + 1])))
        {
            _at++;
            SkipName();
            return new TemplateWord(letter == '.' ? WordKind.Field : WordKind.Variable, action[(start + (letter == '.' ? 1 : 0)).._at], spaced);
        }

        if (char.IsAsciiDigit(letter) || letter == '.' || (letter is '-' or '+' && _at + 1 < action.Length && (char.IsAsciiDigit(action[_at + 1]) || action[_at + 1] == '.')))
        {
            _at++;
            while (_at < action.Length && (char.IsLetterOrDigit(action[_at]) || action[_at] is '.' or '_' || (action[_at] is '+' or '-' && (action[_at - 1] | 0x20) == 'e')))
                _at++;
            return new TemplateWord(WordKind.Number, action[start.._at], spaced);
        }

        if (char.IsLetter(letter) || letter == '_')
        {
            SkipName();
            return new TemplateWord(WordKind.Name, action[start.._at], spaced);
        }

        if (action.AsSpan(_at).StartsWith(":="))
        {
            _at += 2;
            return new TemplateWord(WordKind.Sign, ":=", spaced);
        }

        if (letter is not ('|' or '(' or ')' or ',' or '='))
            throw Fault($"unexpected {GoText.Quote(letter.ToString())} in command");
        _at++;
        return new TemplateWord(WordKind.Sign, letter.ToString(), spaced);
    }

    TemplateWord Quoted(char quote, bool spaced)
    {
        var start = _at;
        for (_at++; _at < action.Length && action[_at] != quote; _at++)
            if (action[_at] == '\\')
                _at++;
        if (_at >= action.Length)
            throw Fault(quote == '"' ? "unterminated quoted string" : "unterminated character constant");
        _at++;
        string value;
        try
        {
            value = GoText.Unquote(action[start.._at]);
        }
        catch (Exception malformed) when (malformed is FormatException or ArgumentException)
        {
            throw Fault($"invalid syntax: {action[start.._at]}");
        }

        // A character is its number.
        return quote == '"' ? new TemplateWord(WordKind.Text, value, spaced)
            : new TemplateWord(WordKind.Number, value.EnumerateRunes().FirstOrDefault().Value.ToString(System.Globalization.CultureInfo.InvariantCulture), spaced);
    }

    void SkipName()
    {
        while (_at < action.Length && (char.IsLetterOrDigit(action[_at]) || action[_at] == '_'))
            _at++;
    }

    TemplateException Fault(string what) => new($"template: {name}:1: {what}");
}
