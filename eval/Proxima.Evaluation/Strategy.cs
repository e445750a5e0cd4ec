namespace Proxima.Evaluation;

/// <summary>A way to choose a site and the next site to probe. <paramref name="Begin"/> makes its step for one situation.</summary>
/// <param name="Name">As in the CSV.</param>
/// <param name="Probes">Most probes it is scored with; from 0 up, unless <paramref name="OnlyAtEnd"/>.</param>
/// <param name="OnlyAtEnd">Scored after its last probe only.</param>
/// <param name="Begin">From a situation to what it does with one client.</param>
internal sealed record Strategy(string Name, int Probes, bool OnlyAtEnd, Func<Situation, Step> Begin);

/// <summary>The site to serve from, and the next one to probe, given what was measured so far (NaN: not).</summary>
internal delegate (int Serve, int Probe) Step(ColdClient client, double[] measuredMs);
