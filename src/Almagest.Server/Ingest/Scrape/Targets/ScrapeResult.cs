namespace Almagest.Server.Ingest.Scrape.Targets;

/// <summary>Counts of one scrape, as its report series tell them.</summary>
/// <param name="Scraped">Samples in the body.</param>
/// <param name="Kept">Samples after relabelling.</param>
/// <param name="Added">Series that were not there before.</param>
readonly record struct ScrapeResult(int Scraped, int Kept, int Added);
