using Almagest.Model;

namespace Almagest.Query.LogSearch;

/// <summary>Faults of a query, told with the place where they stand.</summary>
public static class SearchError
{
    /// <summary>Under this name the error keeps the index of the character.</summary>
    public const string Position = "position";

    /// <summary>The fault as it reaches the caller.</summary>
    /// <param name="position">Index of the character it is about, from 0; told from 1.</param>
    /// <param name="message">What is wrong, and what to do.</param>
    public static UserErrorException At(int position, string message) =>
        new(UserErrorKind.Invalid, "invalid_query", $"query is not valid at character {position + 1}: {message}") { Data = { [Position] = position } };
}
