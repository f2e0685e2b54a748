"""Relations that are operations: something is done there by a POST, and a GET is refused with 405.

Source: UCWA reference, the pages of the resources named here: each documents a POST and no GET.
"""

from __future__ import annotations

from typing import Final

_NAMES: Final = """
    accept acceptWithAnswer acceptWithPhoneAudio addAudio addAudioVideo addMessaging addParticipant addPhoneAudio
    addToContactList addToPresenceSubscription addVideo admit anonApplications answer applications batch cancel
    changeNumber changeVisibility continueAudio continueAudioVideo continueMessaging continuePhoneAudio continueVideo
    decline demote disableAudienceMessaging disableAudienceMuteLock dismiss eject enableAudienceMessaging
    enableAudienceMuteLock escalateAudio escalateAudioVideo holdPhoneAudio immediateForwardToContact
    immediateForwardToDelegates immediateForwardToVoicemail joinOnlineMeeting makeMeAvailable makeMeAvailable2
    markAsRead mediaDiagnostics muteAudio muteVideo promote publishCallQualityFeedback reject
    removeContactFromAllGroups removeContactFromAllGroups2 removeFromContactList renegotiations replaceWithPhoneAudio
    replayMessage reportMediaDiagnostics reportMyActivity reportMyNetwork resetContactPrivacyRelationship
    resetUnansweredCallSettings resumeAudio resumeAudioVideo resumePhoneAudio sendMessage sendProvisionalAnswer
    setIsTyping simultaneousRingToContact simultaneousRingToDelegates simultaneousRingToTeam startAudio startAudio2
    startAudioOnBehalfOfDelegator startAudioVideo startAudioVideo2 startAudioVideoOnBehalfOfDelegator
    startEmergencyCall startMessaging startMessaging2 startOnlineMeeting startOrRefreshSubscriptionToContactsAndGroups
    startPhoneAudio startPhoneAudio2 startPhoneAudioOnBehalfOfDelegator startVideo stopAudio stopAudioVideo
    stopMessaging stopPhoneAudio stopSubscriptionToContactsAndGroups stopVideo subscribeToGroupPresence
    turnOffCallForwarding unansweredCallToContact unansweredCallToVoicemail unmuteAudio unmuteVideo
"""
POST_RELS: Final = frozenset(_NAMES.split())
"""Names of links."""
