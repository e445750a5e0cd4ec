namespace Proxima.Engine.Steering.Filters;

/// <summary>Takes clients from an endpoint that reports more load than its pool's target. How many is decided where the reports come in, with the lag of DNS in mind.</summary>
public sealed class CapacityFilter() : AdmissionFilter("capacity")
{
    protected override double ShareOf(in Candidate candidate) => 1 - candidate.Word.Shed;

    protected override string CauseOf(in Candidate candidate) => "reports more load than its target";
}
