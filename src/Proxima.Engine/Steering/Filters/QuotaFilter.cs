using System.Globalization;

namespace Proxima.Engine.Steering.Filters;

/// <summary>
/// Takes clients from a site whose monthly quota comes to its end: all until <paramref name="from"/> of it is used, none once it is used up,
/// in between in proportion to what is left.
/// </summary>
public sealed class QuotaFilter(double from) : AdmissionFilter("quota")
{
    /// <summary>Where the ramp begins unless the policy says otherwise.</summary>
    public const double DefaultFrom = 0.8;

    protected override double ShareOf(in Candidate candidate) => candidate.Word.Used < from ? 1 : Math.Max(0, (1 - candidate.Word.Used) / (1 - from));

    protected override string CauseOf(in Candidate candidate) =>
        string.Create(CultureInfo.InvariantCulture, $"its site has used {candidate.Word.Used * 100:0.#} % of its quota");
}
