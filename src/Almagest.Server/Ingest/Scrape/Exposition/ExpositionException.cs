namespace Almagest.Server.Ingest.Scrape.Exposition;

/// <summary>The body of a target is not in the format it says; the scrape fails and nothing of it is kept.</summary>
sealed class ExpositionException(string message) : Exception(message);
