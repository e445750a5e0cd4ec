using Proxima.Engine.Latency.Prediction;

namespace Proxima.Tests.Latency;

public sealed class PredictionArithmeticTests
{
    [Fact]
    public void Cholesky_solves_and_knows_the_determinant_of_a_matrix_worked_by_hand()
    {
        // From the textbook example: A = L L' with L = [[2,0,0],[6,1,0],[-8,5,3]]; det A = (2 * 1 * 3)^2 = 36.
        double[] a = [4, 12, -16, 12, 37, -43, -16, -43, 98];
        Cholesky.Factor(a, 3);
        Assert.Equal([2, 6, 1, -8, 5, 3], [a[0], a[3], a[4], a[6], a[7], a[8]]);
        Assert.Equal(Math.Log(36), Cholesky.LogDeterminant(a, 3), 1e-12);
        double[] x = [(4 * 1) + (12 * 2) - (16 * 3), (12 * 1) + (37 * 2) - (43 * 3), (-16 * 1) - (43 * 2) + (98 * 3)];
        Cholesky.Solve(a, 3, x);
        Assert.Equal(1, x[0], 1e-9);
        Assert.Equal(2, x[1], 1e-9);
        Assert.Equal(3, x[2], 1e-9);
    }

    [Fact]
    public void A_pair_with_correlation_one_half_moves_half_as_far_and_keeps_three_quarters_of_its_variance()
    {
        var conditioning = new Conditioning(2);
        conditioning.Prepare([1, 0.5, 0.5, 1], [0], noise: [0]);
        var moved = new double[2];
        conditioning.Move([0, 0], [0], [1], moved);
        Assert.Equal(1, moved[0], 1e-9);
        Assert.Equal(0.5, moved[1], 1e-9);
        Assert.Equal(0.75, conditioning.Variance[1], 1e-9);
        Assert.Equal(4, conditioning.SquaredDistance([0, 0], [0], [2]), 1e-9);
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1.959963985, 0.975)]
    [InlineData(-1.281551566, 0.1)]
    public void The_normal_curve_agrees_with_the_tables(double z, double below) => Assert.Equal(below, NormalCurve.Below(z), 1e-6);

    [Fact]
    public void Great_circles_are_as_long_as_the_atlas_says()
    {
        var km = new GeoPosition(50.03, 8.57).KilometresTo(new GeoPosition(40.64, -73.78));
        Assert.InRange(km, 6150, 6250);
    }
}
