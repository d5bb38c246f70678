//! A ledger in memory. It keeps the rules of the contract and notes every
//! call that breaks them.

use async_trait::async_trait;
use jiff::Timestamp;
use press::ledger::*;
use std::sync::{Arc, Mutex};
use story::{Account, Address, DeliveryState, EditionId, ReaderId};

#[derive(Debug)]
struct Row {
    address: Address,
    state: DeliveryState,
    attempt: u32,
    not_before: Option<Timestamp>,
    left: bool,
    once_uncertain: bool,
}

#[derive(Debug, Default)]
pub struct Memory {
    rows: Mutex<Vec<Row>>,
    broken: Mutex<Vec<String>>,
    commits_left: Mutex<Option<u32>>,
}

impl Memory {
    pub fn of(addresses: impl IntoIterator<Item = String>) -> Arc<Self> {
        let rows = addresses.into_iter().map(|a| Row {
            address: Address::parse(&a).unwrap(),
            state: DeliveryState::Pending,
            attempt: 0,
            not_before: None,
            left: false,
            once_uncertain: false,
        });
        Arc::new(Self { rows: Mutex::new(rows.collect()), ..Self::default() })
    }

    pub fn count(&self, state: DeliveryState) -> usize {
        self.rows.lock().unwrap().iter().filter(|r| r.state == state).count()
    }

    pub fn state_of(&self, address: &str) -> DeliveryState {
        self.rows.lock().unwrap().iter().find(|r| r.address.as_str() == address).unwrap().state
    }

    pub fn leave(&self, address: &str) {
        for row in self.rows.lock().unwrap().iter_mut() {
            row.left |= row.address.as_str() == address;
        }
    }

    pub fn fail_after(&self, commits: u32) {
        *self.commits_left.lock().unwrap() = Some(commits);
    }

    pub fn once_uncertain(&self) -> Vec<String> {
        let rows = self.rows.lock().unwrap();
        rows.iter().filter(|r| r.once_uncertain).map(|r| r.address.to_string()).collect()
    }

    pub fn broken(&self) -> Vec<String> {
        self.broken.lock().unwrap().clone()
    }
}

#[async_trait]
impl Ledger for Memory {
    async fn claim(
        &self,
        _: EditionId,
        limit: usize,
        now: Timestamp,
    ) -> Result<Vec<Claim>, LedgerError> {
        let mut rows = self.rows.lock().unwrap();
        let mut out = Vec::new();
        for (at, row) in rows.iter_mut().enumerate() {
            let due = match row.state {
                DeliveryState::Pending => true,
                DeliveryState::Deferred => row.not_before.is_some_and(|t| t <= now),
                _ => false,
            };
            if due && out.len() < limit {
                row.state = DeliveryState::Claimed;
                out.push(Claim {
                    reader: ReaderId(at as i64),
                    address: row.address.clone(),
                    name: "Ann Example".into(),
                    attempt: row.attempt,
                    sealed: None,
                });
            }
        }
        Ok(out)
    }

    async fn commit(
        &self,
        _: EditionId,
        ended: Vec<(ReaderId, Outcome)>,
        intents: Vec<ReaderId>,
        _: Timestamp,
    ) -> Result<Vec<Permit>, LedgerError> {
        tokio::task::yield_now().await;
        if let Some(left) = &mut *self.commits_left.lock().unwrap() {
            if *left == 0 {
                let source = "the disk is full".into();
                return Err(LedgerError { act: "written", source });
            }
            *left -= 1;
        }
        let mut rows = self.rows.lock().unwrap();
        let mut broken = self.broken.lock().unwrap();
        for (reader, outcome) in ended {
            let row = &mut rows[reader.0 as usize];
            let from = row.state;
            let (to, fine) = match outcome {
                Outcome::Accepted { .. } => {
                    (DeliveryState::Accepted, from == DeliveryState::Intent)
                }
                Outcome::Deferred { not_before, .. } => {
                    row.attempt += 1;
                    row.not_before = Some(not_before);
                    (DeliveryState::Deferred, true)
                }
                Outcome::Rejected { .. } => (DeliveryState::Rejected, true),
                Outcome::Expired { .. } => (DeliveryState::Expired, true),
                Outcome::Uncertain { .. } => {
                    row.once_uncertain = true;
                    (DeliveryState::Uncertain, from == DeliveryState::Intent)
                }
                Outcome::Released => (DeliveryState::Pending, true),
            };
            let open = matches!(
                from,
                DeliveryState::Claimed | DeliveryState::Intent | DeliveryState::Uncertain
            );
            if !fine || !open {
                broken.push(format!("{} from {from:?} to {to:?}", row.address));
            }
            row.state = to;
        }
        Ok(intents
            .into_iter()
            .map(|reader| {
                let row = &mut rows[reader.0 as usize];
                if row.state != DeliveryState::Claimed {
                    broken.push(format!("{}: intent from {:?}", row.address, row.state));
                }
                if row.left {
                    row.state = DeliveryState::Suppressed;
                    Permit::Suppressed
                } else {
                    row.state = DeliveryState::Intent;
                    Permit::Granted
                }
            })
            .collect())
    }

    async fn recover(
        &self,
        _: EditionId,
        _: UncertainPolicy,
        _: Timestamp,
    ) -> Result<Recovered, LedgerError> {
        Ok(Recovered::default())
    }

    async fn next_due(&self, _: EditionId) -> Result<Option<Timestamp>, LedgerError> {
        let rows = self.rows.lock().unwrap();
        Ok(rows
            .iter()
            .filter(|r| r.state == DeliveryState::Deferred)
            .filter_map(|r| r.not_before)
            .min())
    }

    async fn expire(&self, _: EditionId, _: Timestamp) -> Result<u64, LedgerError> {
        let mut count = 0;
        for row in self.rows.lock().unwrap().iter_mut() {
            if matches!(row.state, DeliveryState::Pending | DeliveryState::Deferred) {
                row.state = DeliveryState::Expired;
                count += 1;
            }
        }
        Ok(count)
    }

    async fn account(&self, _: EditionId) -> Result<Account, LedgerError> {
        Ok(Account { frozen: self.rows.lock().unwrap().len() as u64, ..Account::default() })
    }
}
