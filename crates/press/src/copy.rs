//! One reader's copy: their links, the imprint's values, and the mark by which
//! a signature that was made earlier is known to fit.

use crate::dkim::Signer;
use crate::ledger::Claim;
use crate::plate::{Imprint, Plate};
use crate::run::Links;
use aws_lc_rs::digest::{Context, SHA256};
use story::ReaderId;

/// What a copy says that the plate does not.
pub(crate) struct Words {
    unsubscribe: String,
    unsubscribe_mail: Option<String>,
    manage: String,
    message_id: String,
}

impl Words {
    pub(crate) fn of(plate: &Plate, links: &dyn Links, reader: ReaderId) -> Self {
        Self {
            unsubscribe: links.unsubscribe(reader),
            unsubscribe_mail: links.unsubscribe_mail(reader),
            manage: links.manage(reader),
            message_id: plate.message_id(reader),
        }
    }

    pub(crate) fn imprint<'a>(&'a self, claim: &'a Claim) -> Imprint<'a> {
        Imprint {
            name: &claim.name,
            address: &claim.address,
            unsubscribe: &self.unsubscribe,
            unsubscribe_mail: self.unsubscribe_mail.as_deref(),
            manage: &self.manage,
            message_id: &self.message_id,
        }
    }

    /// SHA-256, cut to 16 octets, of all that decides about the copy's octets
    /// and who signs them: two copies of one mark are the same mail.
    pub(crate) fn mark(&self, plate: &Plate, signer: &Signer, claim: &Claim) -> [u8; 16] {
        let mut hash = Context::new(&SHA256);
        for part in [
            plate.digest().as_slice(),
            signer.domain().as_bytes(),
            signer.selector().as_bytes(),
            claim.name.as_bytes(),
            claim.address.as_str().as_bytes(),
            self.unsubscribe.as_bytes(),
            self.unsubscribe_mail.as_deref().unwrap_or_default().as_bytes(),
            self.manage.as_bytes(),
            self.message_id.as_bytes(),
        ] {
            // With its length in front, no part can run into the next.
            hash.update(&(part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        let mut mark = [0; 16];
        mark.copy_from_slice(&hash.finish().as_ref()[..16]);
        mark
    }
}
