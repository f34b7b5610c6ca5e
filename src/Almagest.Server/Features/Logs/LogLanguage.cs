namespace Almagest.Server.Features.Logs;

/// <summary>The languages lines are asked for in, by the word in the address.</summary>
static class LogLanguage
{
    internal const string Lucene = "lucene";
    internal const string LogQl = "logql";

    internal static string Of(string word) => word switch
    {
        "" or Lucene or "search" => Lucene,
        LogQl => LogQl,
        _ => throw LogParameters.Invalid("language", word, "lucene or logql"),
    };
}
