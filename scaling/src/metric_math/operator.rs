//! Operators of two operands.

/// An operator between two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    And,
    Or,
}

/// How tightly the unary `-` binds: less than `^`, as -2^2 is -4.
pub(super) const NEGATION: u8 = 6;

impl Operator {
    /// How tightly it binds.
    pub(super) fn power(self) -> u8 {
        match self {
            Self::Or => 1,
            Self::And => 2,
            comparison if comparison.compares() => 3,
            Self::Add | Self::Subtract => 4,
            Self::Multiply | Self::Divide => 5,
            _ => 7,
        }
    }

    /// How tightly what stands on its right must bind to be its operand: `^` groups from the right.
    pub(super) fn power_of_right(self) -> u8 {
        match self {
            Self::Power => self.power(),
            _ => self.power() + 1,
        }
    }

    /// Whether it is a comparison.
    pub(super) fn compares(self) -> bool {
        matches!(
            self,
            Self::Equal
                | Self::NotEqual
                | Self::Less
                | Self::LessOrEqual
                | Self::Greater
                | Self::GreaterOrEqual
        )
    }

    /// Whether it takes arrays: the guide lists them for arithmetic only.
    pub(super) fn takes_arrays(self) -> bool {
        !self.compares() && !matches!(self, Self::And | Self::Or)
    }

    /// What it makes of two numbers; may be no finite one.
    // What CloudWatch compares for equality is exact as well.
    #[allow(clippy::float_cmp)]
    pub(super) fn apply(self, left: f64, right: f64) -> f64 {
        let truth = match self {
            Self::Add => return left + right,
            Self::Subtract => return left - right,
            Self::Multiply => return left * right,
            Self::Divide => return left / right,
            Self::Power => return left.powf(right),
            Self::Equal => left == right,
            Self::NotEqual => left != right,
            Self::Less => left < right,
            Self::LessOrEqual => left <= right,
            Self::Greater => left > right,
            Self::GreaterOrEqual => left >= right,
            Self::And => left != 0.0 && right != 0.0,
            Self::Or => left != 0.0 || right != 0.0,
        };
        f64::from(u8::from(truth))
    }

    /// As it is written.
    pub(super) fn text(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Power => "^",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::And => "AND",
            Self::Or => "OR",
        }
    }
}
