using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace Almagest.ClickHouse.Engine;

/// <summary>Refuses options that would make a wrong or an unsafe configuration.</summary>
static partial class EngineOptionsCheck
{
    /// <exception cref="ValidationException">An option is out of its range; the message names it.</exception>
    public static void Require(EngineOptions options)
    {
        Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true);
        var reader = options.Reader;
        if (reader.RowFilter is not null && reader.Tables.Count == 0)
            throw new ValidationException("a row filter needs tables by name: a table without one would show every row");
        // Names become grants and XML elements.
        if (reader.Tables.Concat(reader.Views).FirstOrDefault(static name => !Identifier().IsMatch(name)) is { } odd)
            throw new ValidationException($"\"{odd}\" is not a plain table name: letters, digits and _ only");
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*$")]
    private static partial Regex Identifier();
}
